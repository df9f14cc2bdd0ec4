using System.Xml.Linq;
using Cruddur.Platform.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Cruddur.Platform.Web;

/// <summary>Keeps the keys of form tokens in the database, where every instance finds them and restarts do not lose them.</summary>
internal sealed class ProtectionKeys(Db db) : IXmlRepository
{
    private static readonly Query<string> All = Query.Of("Platform/Web/ProtectionKeys.sql#All", row => row.Text(0));
    private static readonly Command Store = Command.Of("Platform/Web/ProtectionKeys.sql#Store");

    // The framework's interface has no asynchronous form; it is called once a process, and once for each new key. A page
    // that is being rendered calls it on its own synchronisation context, where waiting for ourselves would never end.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Task.Run(() => db.ListAsync(All, Args.None, CancellationToken.None)).GetAwaiter().GetResult().Select(text => XElement.Parse(text))];

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => db.ExecuteAsync(Store, new Args { ["name"] = friendlyName, ["xml"] = element.ToString(SaveOptions.DisableFormatting) }, CancellationToken.None))
            .GetAwaiter().GetResult();
}
