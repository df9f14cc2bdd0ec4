using System.Globalization;
using System.Net;

namespace Cruddur.Platform.Data.Connections;

/// <summary>One server of a database URL.</summary>
/// <param name="Name">What the URL calls it; the name that a certificate must carry.</param>
/// <param name="Address">What is connected to: the name, an address, or an absolute socket folder.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record Endpoint(string Name, string Address, int Port)
{
    internal const int DefaultPort = 5432;

    internal bool IsSocket => Path.IsPathRooted(Address) || Address.StartsWith('@');

    internal bool IsLoopback => IsSocket || Address == "localhost" || (IPAddress.TryParse(Address, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>Resolves the lists of hosts, addresses and ports as libpq pairs them.</summary>
    /// <exception cref="DatabaseException">CDB-003: lists of different length, or a host, address or port that cannot be.</exception>
    internal static List<Endpoint> Resolve(IReadOnlyDictionary<string, string> pairs, ConnectionAmbient ambient)
    {
        var addresses = List(pairs, "hostaddr");
        var hosts = List(pairs, "host") ?? addresses ?? [""];
        var ports = List(pairs, "port") ?? [""];
        if (addresses is not null && addresses.Length != hosts.Length)
            throw DatabaseException.InvalidParameter("hostaddr", "a list with one address for each host");
        if (ports.Length != 1 && ports.Length != hosts.Length)
            throw DatabaseException.InvalidParameter("port", "one port, or one for each host");

        var endpoints = new List<Endpoint>();
        for (var i = 0; i < hosts.Length; i++)
        {
            var address = addresses?[i] ?? "";
            if (address.Length > 0 && !IPAddress.TryParse(address, out _))
                throw DatabaseException.InvalidParameter("hostaddr", "an IPv4 or IPv6 address");
            var name = hosts[i].Length > 0 ? hosts[i] : address.Length > 0 ? address : ambient.DefaultHost;
            var endpoint = new Endpoint(name, address.Length > 0 ? address : name, PortOf(ports.Length == 1 ? ports[0] : ports[i]));
            endpoint.Check(hosts.Length > 1);
            endpoints.Add(endpoint);
        }

        return endpoints;
    }

    /// <summary>For people: the name, and the port when it is not the usual one.</summary>
    public override string ToString() => Name + (Port == DefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{Port}"));

    /// <summary>As an item of the driver's host list, where every item carries its port.</summary>
    internal string ToListItem()
    {
        var address = Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]" : Address;
        return string.Create(CultureInfo.InvariantCulture, $"{address}:{Port}");
    }

    // The driver would split "name:1" once more and treat commas as a list, so nothing but plain names gets through.
    private void Check(bool inList)
    {
        if (IsSocket ? inList && Name.Contains(':', StringComparison.Ordinal) : !IsPlainName(Name))
            throw DatabaseException.InvalidParameter("host", "a host name, an address, or an absolute folder of a socket");
    }

    private static bool IsPlainName(string name) => name.Contains(':', StringComparison.Ordinal)
        ? name.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '.' or '%') && IPAddress.TryParse(name, out _)
        : name.All(c => char.IsLetterOrDigit(c) || c is '-' or '.' or '_');

    private static string[]? List(IReadOnlyDictionary<string, string> pairs, string key) =>
        pairs.TryGetValue(key, out var value) && value.Length > 0 ? value.Split(',') : null;

    private static int PortOf(string text)
    {
        if (text.Length == 0)
            return DefaultPort;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
            return port;
        throw DatabaseException.InvalidParameter("port",
            "a number from 1 to 65535 (an IPv6 address belongs in brackets, and a '/' in a password is %2F)");
    }
}
