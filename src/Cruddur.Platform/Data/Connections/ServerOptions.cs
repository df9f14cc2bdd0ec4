using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>The <c>options</c> of a database URL: words for the server, separated by blanks that no backslash precedes.</summary>
internal static class ServerOptions
{
    /// <summary>Splits into words, still escaped.</summary>
    internal static List<string> Split(string options)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= options.Length; i++)
        {
            if (i < options.Length && options[i] == '\\')
            {
                i++;
                continue;
            }

            if (i < options.Length && !char.IsWhiteSpace(options[i]))
                continue;
            if (i > start)
                words.Add(options[start..i]);
            start = i + 1;
        }

        if (start < options.Length)
            words.Add(options[start..]);
        return words;
    }

    /// <summary>Drops what a pooler routes by itself, and warns of what a pooler refuses.</summary>
    internal static void Adapt(NpgsqlConnectionStringBuilder target, ConnectionProfile profile, string host, List<string> warnings)
    {
        if (target.Options is { } options && profile == ConnectionProfile.NeonPooler && ConnectionProfiles.IsNeon(host))
        {
            var words = Split(options);
            if (words.RemoveAll(IsNeonEndpoint) > 0)
                warnings.Add("Parameter 'options': the endpoint is left out, since Neon's pooler finds it by the server's name.");
            target.Options = words.Count == 0 ? null : string.Join(' ', words);
        }

        if (!profile.IsPooler())
            return;
        if (target.Options is not null)
            warnings.Add("Parameter 'options' (and 'statement_timeout') may be refused by a transaction pooler. Use ALTER ROLE … SET instead.");
        if (target.SearchPath is not null)
            warnings.Add("Parameter 'schema' may be refused by a transaction pooler. Use ALTER ROLE … SET search_path instead.");
    }

    private static bool IsNeonEndpoint(string word) =>
        word.StartsWith("endpoint=", StringComparison.Ordinal) || word.StartsWith("project=", StringComparison.Ordinal);
}
