using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Connections;

/// <summary>One fixed machine, so that no test depends on the account or the files of the real one.</summary>
internal static class Machine
{
    internal static readonly ConnectionAmbient Plain = new("op", "/var/run/postgresql", null);

    internal static ConnectionUrl Parse(string url) => ConnectionUrl.Parse(url, Plain);

    internal static DatabaseException Refusal(string url) => Assert.Throws<DatabaseException>(() => Parse(url));
}
