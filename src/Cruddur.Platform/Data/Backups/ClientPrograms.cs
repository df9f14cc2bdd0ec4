using System.Globalization;
using System.Text.RegularExpressions;
using Cruddur.Platform.Data.Embedded;

namespace Cruddur.Platform.Data.Backups;

/// <summary>
/// <c>pg_dump</c> and <c>pg_restore</c> of one major version. A newer pg_dump would read an older server, but writes what
/// that server's own pg_restore cannot read; so the major version is the server's.
/// </summary>
/// <param name="PgDump">Path of the program.</param>
/// <param name="PgRestore">Path of the program.</param>
internal sealed partial record ClientPrograms(string PgDump, string PgRestore)
{
    /// <summary>The programs for a server: from <paramref name="binDir"/>, the system's own places, then PATH.</summary>
    /// <exception cref="DatabaseException">CDB-040.</exception>
    public static ClientPrograms Find(int major, string? binDir) => Find(major, ProgramPlaces.Having("pg_dump", binDir));

    internal static ClientPrograms Find(int major, IEnumerable<string> places)
    {
        var found = new List<string>();
        foreach (var place in places)
        {
            var programs = new ClientPrograms(ProgramPlaces.Program(place, "pg_dump"), ProgramPlaces.Program(place, "pg_restore"));
            if (!File.Exists(programs.PgRestore)) continue;
            var version = VersionOf(programs.PgDump);
            if (version is not null && Major(version) == major) return programs;
            found.Add($"{version ?? "one that does not run"} in {place}");
        }
        throw BackupFailure.NoPrograms(major, found);
    }

    /// <summary>15 of <c>15.18</c>, <c>18.4 (Debian …)</c> and <c>19beta1</c>.</summary>
    internal static int Major(string version) => int.Parse(Digits().Match(version).ValueSpan, CultureInfo.InvariantCulture);

    private static string? VersionOf(string program)
    {
        try
        {
            using var process = Child.Start(new System.Diagnostics.ProcessStartInfo(program, ["--version"]));
            process.StandardInput.Close();
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return Version().Match(said) is { Success: true } match ? match.Groups[1].Value : null;
        }
        catch (EmbeddedPostgresException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\(PostgreSQL\) (\d+[0-9a-z.]*)")]
    private static partial Regex Version();
}
