namespace Cruddur.Platform.Data.Connections;

/// <summary>Writes libpq's key/value pairs as a URL again.</summary>
internal static class UrlFormat
{
    internal static string Format(IReadOnlyDictionary<string, string> pairs)
    {
        var rest = new SortedDictionary<string, string>(pairs.ToDictionary(), StringComparer.Ordinal);
        var user = Take(rest, "user");
        var password = Take(rest, "password");
        var hosts = Hosts(rest);
        var database = Take(rest, "dbname");

        var url = "postgresql://";
        if (user is not null || password is not null)
            url += PercentCoding.Encode(user ?? "") + (password is null ? "" : ":" + PercentCoding.Encode(password)) + "@";
        url += hosts;
        if (database is not null)
            url += "/" + PercentCoding.Encode(database);
        return rest.Count == 0 ? url : url + "?" + string.Join('&', rest.Select(p => PercentCoding.Encode(p.Key) + "=" + PercentCoding.Encode(p.Value)));
    }

    // Lists of different length have no place before the path; those stay in the query.
    private static string Hosts(SortedDictionary<string, string> rest)
    {
        var hosts = rest.GetValueOrDefault("host")?.Split(',');
        var ports = rest.GetValueOrDefault("port")?.Split(',');
        if (hosts is null || hosts is [""] || (ports is not null && (ports.Length != hosts.Length || Array.TrueForAll(ports, p => p.Length == 0))))
            return "";
        rest.Remove("host");
        rest.Remove("port");
        return string.Join(',', hosts.Select((host, i) => Bracketed(host) + (ports is null || ports[i].Length == 0 ? "" : ":" + PercentCoding.Encode(ports[i]))));
    }

    private static string Bracketed(string host) =>
        host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('/') ? $"[{PercentCoding.Encode(host)}]" : PercentCoding.Encode(host);

    private static string? Take(SortedDictionary<string, string> rest, string key) =>
        rest.TryGetValue(key, out var value) && value.Length > 0 && rest.Remove(key) ? value : null;
}
