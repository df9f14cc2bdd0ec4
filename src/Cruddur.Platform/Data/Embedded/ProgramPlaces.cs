using System.Globalization;
using System.Runtime.InteropServices;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>Where PostgreSQL's programs are looked for, in order.</summary>
internal static class ProgramPlaces
{
    private static readonly string[] SystemPatterns =
    [
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ];

    /// <summary>Real folders that hold a <c>postgres</c>; just the given one when it is set.</summary>
    internal static IEnumerable<string> All(string? binDir, string? toolsFolder)
    {
        if (!string.IsNullOrWhiteSpace(binDir))
            return [RealFolder(Path.GetFullPath(binDir))];
        return OnPath()
            .Concat(OfSystem())
            .Concat(NpmPackage.BinFolders(toolsFolder))
            .Where(folder => File.Exists(Program(folder, "postgres")))
            .Select(RealFolder)
            .Distinct();
    }

    /// <summary>Folders that hold a program for clients: the given one, the system's own places, then PATH, where it may be a wrapper.</summary>
    internal static IEnumerable<string> Having(string program, string? binDir) =>
        (string.IsNullOrWhiteSpace(binDir) ? [] : new[] { Path.GetFullPath(binDir) })
            .Concat(OfSystem())
            .Concat(OnPath())
            .Where(folder => File.Exists(Program(folder, program)))
            .Distinct();

    internal static string Program(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    private static IEnumerable<string> OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathFullyQualified);

    private static IEnumerable<string> OfSystem() => SystemPatterns.SelectMany(NewestFirst)
        .Concat(OperatingSystem.IsWindows() ? NewestFirst(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", "*", "bin")) : []);

    /// <summary>PostgreSQL finds its other files from the real place of its programs, so a link is not enough.</summary>
    private static string RealFolder(string folder)
    {
        var postgres = Program(folder, "postgres");
        return File.Exists(postgres) ? Path.GetDirectoryName(RealPath.Of(postgres))! : folder;
    }

    /// <summary>Expands the one part of the pattern that has a <c>*</c>, highest number first.</summary>
    private static IEnumerable<string> NewestFirst(string pattern)
    {
        var parts = pattern.Split(Path.DirectorySeparatorChar);
        var star = Array.FindIndex(parts, part => part.Contains('*', StringComparison.Ordinal));
        var parent = string.Join(Path.DirectorySeparatorChar, parts[..star]);
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, parts[star])
                .OrderByDescending(found => Number(Path.GetFileName(found)))
                .Select(found => Path.Combine([found, .. parts[(star + 1)..]]))
            : [];
    }

    private static double Number(string name) =>
        double.TryParse(new string([.. name.SkipWhile(c => !char.IsAsciiDigit(c))]), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The npm package's word for this machine: <c>linux-x64</c>, <c>darwin-arm64</c>, <c>windows-x64</c>.</summary>
    internal static string NpmPlatform =>
        (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + "-" + (RuntimeInformation.OSArchitecture == Architecture.X86 ? "ia32" : RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant());
}
