using System.Globalization;
using System.Text.RegularExpressions;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>A migration file before anything is written in it.</summary>
public static partial class MigrationTemplate
{
    private const string Step = """
        -- cruddur: phase={0}
        -- One transaction, applied whole or not at all; what must run outside one says transaction=off.
        -- 'cruddur db lint' tells what a live system would feel.

        -- up


        -- down
        -- The way back, newest first; without a statement the step cannot be rolled back.


        -- verify
        -- One query that is true when the step is in place.

        """;

    private const string Backfill = """
        -- cruddur: phase=backfill
        -- One statement, committed and repeated until it changes no row: limit its batch, and let it find only rows that are
        -- still to be changed, so that it can go on after a break.

        -- up
        -- update … set … where uuid in (select uuid from … where … is null limit 5000);

        -- down


        -- total
        -- select count(*) from … where … is null;

        -- verify
        -- select not exists (select from … where … is null);

        """;

    /// <summary>A name as files have it, <c>add_bio</c> for <c>Add bio</c>; null when nothing of it can be used.</summary>
    public static string? Name(string written)
    {
        var name = Gaps().Replace(written.Trim().ToLowerInvariant(), "_").Trim('_');
        return Plain().IsMatch(name) ? name : null;
    }

    /// <summary>The number after the highest of the files, with at least four digits.</summary>
    public static string NextVersion(IEnumerable<string> files) => (files
        .Select(file => long.TryParse(file.Split('_')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0)
        .DefaultIfEmpty().Max() + 1).ToString("0000", CultureInfo.InvariantCulture);

    /// <summary>The file's text.</summary>
    /// <param name="phase">expand, backfill or contract.</param>
    public static string Text(string phase) => (phase == "backfill" ? Backfill : string.Format(CultureInfo.InvariantCulture, Step, phase)).ReplaceLineEndings("\n");

    [GeneratedRegex("[\\s-]+")]
    private static partial Regex Gaps();

    [GeneratedRegex("^[a-z0-9_]{1,60}$")]
    private static partial Regex Plain();
}
