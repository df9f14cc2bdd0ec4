namespace Cruddur.Platform.Data.Embedded;

/// <summary>What the embedded PostgreSQL needs to know.</summary>
/// <param name="DataFolder">Folder of everything that must survive a restart; the cluster is its <c>postgres</c>.</param>
/// <param name="BinDir">Folder of PostgreSQL's programs; when set, no other place is searched.</param>
/// <param name="Database">Name of the database that is created when missing: lower-case letters, digits and <c>_</c>.</param>
/// <param name="ToolsFolder">Folder in whose <c>node_modules</c> the npm package of PostgreSQL's programs may lie; searched last.</param>
public sealed record EmbeddedOptions(string DataFolder, string? BinDir = null, string Database = "cruddur", string? ToolsFolder = null)
{
    /// <summary>
    /// Where a cluster or copied programs go when the user that runs PostgreSQL may not enter their own folder.
    /// Unset: <c>/var/lib/cruddur</c> for root, the person's local application data otherwise.
    /// </summary>
    public string? StateFolder { get; init; }

    internal string StateRoot => StateFolder ?? (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
        ? "/var/lib/cruddur"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "cruddur"));
}
