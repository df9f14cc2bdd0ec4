namespace Cruddur.Platform.Data.Connections;

/// <summary>
/// <c>postgres[ql]://[user[:password]@][host[:port][,…]][/dbname][?key=value&amp;…]</c>, taken apart into the same
/// key/value pairs that libpq's own parser makes of it. Where libpq guesses, this refuses.
/// </summary>
internal static class UrlGrammar
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>Takes the URL apart. Duplicate keys keep the last value and add a warning.</summary>
    /// <exception cref="DatabaseException">CDB-003, without any part of the URL.</exception>
    internal static SortedDictionary<string, string> Parse(string url, List<string> warnings)
    {
        url = url.Trim();
        var scheme = Schemes.FirstOrDefault(s => url.StartsWith(s, StringComparison.Ordinal))
            ?? throw DatabaseException.MalformedUrl("it does not begin with postgres:// or postgresql://", "Write it as postgres://user:password@host:5432/database");
        var rest = url.AsSpan(scheme.Length);
        var slash = rest.IndexOf('/');
        var authority = slash < 0 ? rest : rest[..slash];
        var tail = slash < 0 ? default : rest[(slash + 1)..];
        var question = authority.IndexOf('?');
        if (question >= 0)
        {
            // Without this, "host?x=a@b" would send everything before the last @ as a name to host b.
            if (authority[question..].Contains('@'))
                throw Ambiguous();
            tail = rest[(question + 1)..];
            authority = authority[..question];
        }

        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var path = question >= 0 ? default : Before(tail, '?', out tail);
        if (path.Contains('@'))
            throw Ambiguous();

        ReadAuthority(authority, pairs);
        Put(pairs, "dbname", PercentCoding.Decode(path, "the database name"));
        ReadQuery(tail, pairs, warnings);
        return pairs;
    }

    private static void ReadAuthority(ReadOnlySpan<char> authority, SortedDictionary<string, string> pairs)
    {
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var user = Before(authority[..at], ':', out var password);
            Put(pairs, "user", PercentCoding.Decode(user, "the user name"));
            Put(pairs, "password", PercentCoding.Decode(password, "the password"));
        }

        var hosts = new List<string>();
        var ports = new List<string>();
        foreach (var item in authority[(at + 1)..].ToString().Split(','))
        {
            var (host, port) = SplitHost(item);
            hosts.Add(host);
            ports.Add(port);
        }

        Put(pairs, "host", string.Join(',', hosts));
        if (ports.Exists(p => p.Length > 0))
            pairs["port"] = string.Join(',', ports);
    }

    private static (string Host, string Port) SplitHost(string item)
    {
        string host, rest;
        if (item.StartsWith('['))
        {
            var close = item.IndexOf(']', StringComparison.Ordinal);
            if (close < 2)
                throw DatabaseException.MalformedUrl("an IPv6 address is empty or its ']' is missing", "Write it as [::1]:5432");
            (host, rest) = (item[1..close], item[(close + 1)..]);
        }
        else
        {
            var colon = item.IndexOf(':', StringComparison.Ordinal);
            (host, rest) = colon < 0 ? (item, "") : (item[..colon], item[colon..]);
        }

        if (rest.Length > 0 && rest[0] != ':')
            throw DatabaseException.MalformedUrl("something other than a port follows an IPv6 address", "Write it as [::1]:5432");
        return (PercentCoding.Decode(host, "a host name"), rest.Length == 0 ? "" : PercentCoding.Decode(rest.AsSpan(1), "a port"));
    }

    private static void ReadQuery(ReadOnlySpan<char> query, SortedDictionary<string, string> pairs, List<string> warnings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!query.IsEmpty)
        {
            var key = Before(Before(query, '&', out query), '=', out var value, out var found);
            if (!found)
                throw DatabaseException.MalformedUrl("a parameter after '?' has no '='", "Write parameters as key=value, separated by '&'");
            if (value.Contains('='))
                throw DatabaseException.MalformedUrl("the value of a parameter contains a second '='", "Write '=' inside a value as %3D");
            var name = PercentCoding.Decode(key, "a parameter's name");
            if (!seen.Add(name))
                warnings.Add($"Parameter '{UrlParameters.Printable(name)}' is given more than once; the last value is used.");
            pairs[name] = PercentCoding.Decode(value, "a parameter's value");
        }
    }

    private static void Put(SortedDictionary<string, string> pairs, string key, string value)
    {
        if (value.Length > 0)
            pairs[key] = value;
    }

    private static ReadOnlySpan<char> Before(ReadOnlySpan<char> text, char separator, out ReadOnlySpan<char> after) =>
        Before(text, separator, out after, out _);

    private static ReadOnlySpan<char> Before(ReadOnlySpan<char> text, char separator, out ReadOnlySpan<char> after, out bool found)
    {
        var index = text.IndexOf(separator);
        found = index >= 0;
        after = found ? text[(index + 1)..] : default;
        return found ? text[..index] : text;
    }

    private static DatabaseException Ambiguous() => DatabaseException.MalformedUrl(
        "an '@' stands where it could belong to a password or to a later part",
        "Percent-encode the password ('/' is %2F, '?' is %3F, '@' is %40)");
}
