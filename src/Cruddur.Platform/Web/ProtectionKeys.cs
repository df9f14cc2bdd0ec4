using System.Xml.Linq;
using Cruddur.Platform.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Cruddur.Platform.Web;

/// <summary>Keeps the keys of form tokens in the database, where every instance finds them and restarts do not lose them.</summary>
/// <param name="db">Asked for with the first form; this is made while the database is still being reached.</param>
internal sealed class ProtectionKeys(Func<Db> db) : IXmlRepository
{
    private static readonly Query<string> All = Query.Of("Platform/Web/ProtectionKeys.sql#All", row => row.Text(0));
    private static readonly Command Store = Command.Of("Platform/Web/ProtectionKeys.sql#Store");

    public IReadOnlyCollection<XElement> GetAllElements() => [.. db().List(All, Args.None).Select(text => XElement.Parse(text))];

    public void StoreElement(XElement element, string friendlyName) =>
        db().Execute(Store, new Args { ["name"] = friendlyName, ["xml"] = element.ToString(SaveOptions.DisableFormatting) });
}
