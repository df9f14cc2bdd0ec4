using System.Collections.Frozen;

namespace Cruddur.Platform.Data.Connections;

/// <summary>The keys that a database URL may carry, and what happens with those that have no counterpart.</summary>
internal static class UrlParameters
{
    private const string NoCounterpart = "the database driver has no such setting, and leaving it out would weaken the connection";
    private const string OutOfScope = "Cruddur does not use it";
    private const string OnlyDisplay = "it has no effect with this driver and is ignored";

    /// <summary>Keys that must not be dropped silently, with the reason why they cannot be kept.</summary>
    internal static readonly FrozenDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["replication"] = OutOfScope,
        ["service"] = OutOfScope,
        ["servicefile"] = OutOfScope,
        ["ssl_min_protocol_version"] = NoCounterpart,
        ["ssl_max_protocol_version"] = NoCounterpart,
        ["min_protocol_version"] = NoCounterpart,
        ["max_protocol_version"] = NoCounterpart,
        ["sslcertmode"] = NoCounterpart,
        ["requirepeer"] = NoCounterpart,
        ["gsslib"] = NoCounterpart,
        ["gssdelegation"] = NoCounterpart,
        ["scram_client_key"] = NoCounterpart,
        ["scram_server_key"] = NoCounterpart,
        ["oauth_issuer"] = NoCounterpart,
        ["oauth_client_id"] = NoCounterpart,
        ["oauth_client_secret"] = NoCounterpart,
        ["oauth_scope"] = NoCounterpart,
        ["sslkeylogfile"] = NoCounterpart,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Keys that may be ignored, with what the warning says.</summary>
    internal static readonly FrozenDictionary<string, string> Ignored = new Dictionary<string, string>
    {
        ["keepalives_count"] = OnlyDisplay,
        ["tcp_user_timeout"] = OnlyDisplay,
        ["sslcompression"] = "TLS compression is unsafe and never used; it is ignored",
        ["tty"] = OnlyDisplay,
        ["requiressl"] = "only 1 has a meaning (sslmode=require); it is ignored",
        ["trust_server_certificate"] = TrustNothing,
        ["trustServerCertificate"] = TrustNothing,
        ["Trust Server Certificate"] = TrustNothing,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const string TrustNothing = "it is obsolete and does nothing; certificates are checked as sslmode says";

    private static readonly string[] Structural = ["host", "hostaddr", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "ssl", "options"];

    private static readonly string[] Suggestions =
        [.. Structural.Concat(ParameterRows.All.Keys).Concat(Refused.Keys).Where(k => k != "ssl").Order(StringComparer.Ordinal)];

    /// <summary>Refuses keys that nobody knows, with the nearest that somebody does, and those that cannot be kept.</summary>
    /// <exception cref="DatabaseException">CDB-003 naming the key.</exception>
    internal static void Check(IReadOnlyDictionary<string, string> pairs, List<string> warnings)
    {
        foreach (var (key, value) in pairs)
        {
            // The framework leaves such a value unquoted in a connection string, and reading it back trims it.
            if (value.EndsWith('\n'))
                throw DatabaseException.InvalidParameter(Printable(key), "text without a line break at its end");
            if (key == "sslsni")
                CheckSni(value);
            else if (Refused.TryGetValue(key, out var why))
                throw DatabaseException.RefusedParameter(key, why);
            else if (Ignored.TryGetValue(key, out var note))
                warnings.Add($"Parameter '{key}': {note}.");
            else if (!ParameterRows.All.ContainsKey(key) && Array.IndexOf(Structural, key) < 0)
                throw DatabaseException.UnknownParameter(Printable(key), Nearest(key));
        }
    }

    /// <summary>The known key that contains the given one, or else the one with the fewest edits to it, case aside.</summary>
    internal static string Nearest(string key)
    {
        var name = key.ToLowerInvariant();
        return Suggestions.MinBy(known => (name.Length > 3 && known.Contains(name, StringComparison.Ordinal) ? 0 : 1, Edits(name, known)))!;
    }

    /// <summary>The key if it looks like one. Anything else may be the tail of an unencoded password.</summary>
    internal static string Printable(string key) =>
        key.Length is > 0 and <= 40 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ' ') ? key : "…";

    private static void CheckSni(string value)
    {
        if (value != "1")
            throw DatabaseException.RefusedParameter("sslsni", "the driver always sends the server's name");
    }

    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
