using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>PostgreSQL's own programs on this machine: the real folder that holds them, and their version.</summary>
/// <param name="BinFolder">Folder of <c>postgres</c> and <c>initdb</c>, symbolic links followed.</param>
/// <param name="Version">As the program says it: <c>15.18</c>, <c>18.4</c>, <c>19beta1</c>.</param>
/// <param name="Major">The part that decides which clusters it can open.</param>
public sealed partial record PostgresPrograms(string BinFolder, string Version, int Major)
{
    /// <summary>The oldest major version that Cruddur's SQL works with.</summary>
    public const int OldestMajor = 15;

    private const string WhatToDo = "install PostgreSQL (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql), start with bin/cruddur so that it fetches one, or set CONNECTION_URL to a database that you have";

    internal string Postgres => Program("postgres");
    internal string Initdb => Program("initdb");
    internal string PgCtl => Program("pg_ctl");

    /// <summary>
    /// The first usable PostgreSQL: only <paramref name="binDir"/> when it is set, otherwise <c>PATH</c>, the system's
    /// own places (newest first), then the npm package in <paramref name="toolsFolder"/>. Takes a few milliseconds.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">There is none, or none that is new enough.</exception>
    public static PostgresPrograms Find(string? binDir, string? toolsFolder) => Find(ProgramPlaces.All(binDir, toolsFolder), null);

    /// <summary>The first usable PostgreSQL of the places; of major version <paramref name="major"/> when that is given.</summary>
    internal static PostgresPrograms Find(IEnumerable<string> places, int? major)
    {
        var problems = new List<string>();
        foreach (var place in places)
        {
            var (programs, problem) = Look(place);
            if (programs is not null && (major is null || programs.Major == major))
                return programs;
            problems.Add(problem ?? $"PostgreSQL {programs!.Version} in {place} is of another major version");
        }

        var wanted = major is null ? $"PostgreSQL {OldestMajor} or newer" : $"PostgreSQL {major}";
        throw new EmbeddedPostgresException(problems.Count == 0
            ? $"Cruddur found no {wanted} on this machine: {WhatToDo}."
            : $"Cruddur found no {wanted} ({string.Join("; ", problems)}): {WhatToDo}.");
    }

    private static (PostgresPrograms? Programs, string? Problem) Look(string folder)
    {
        var postgres = ProgramPlaces.Program(folder, "postgres");
        if (!File.Exists(postgres) || !File.Exists(ProgramPlaces.Program(folder, "initdb")))
            return (null, $"{folder} has no postgres and initdb");
        try
        {
            NpmPackage.RestoreLinks(folder);
            var said = AskVersion(postgres);
            var match = VersionPattern().Match(said);
            if (!match.Success)
                return (null, $"{postgres} does not run: {said.Trim().ReplaceLineEndings(" ")}");
            var major = int.Parse(match.Groups["major"].Value, CultureInfo.InvariantCulture);
            return major >= OldestMajor
                ? (new PostgresPrograms(folder, match.Groups["version"].Value, major), null)
                : (null, $"PostgreSQL {match.Groups["version"].Value} in {folder} is too old");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EmbeddedPostgresException)
        {
            return (null, $"{postgres} does not run: {e.Message.TrimEnd('.')}");
        }
    }

    private static string AskVersion(string postgres)
    {
        using var process = Child.Start(new ProcessStartInfo(postgres, ["--version"]));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private string Program(string name) => ProgramPlaces.Program(BinFolder, name);

    [GeneratedRegex(@"\(PostgreSQL\) (?<version>(?<major>\d+)[0-9a-z.]*)")]
    private static partial Regex VersionPattern();
}
