namespace Cruddur.Platform.Data.Embedded;

/// <summary>Where the cluster is and who runs it.</summary>
/// <param name="DataFolder">Real path of the data folder.</param>
/// <param name="Folder">The cluster itself.</param>
/// <param name="Account">The user that runs PostgreSQL's programs.</param>
/// <param name="Notes">What the person who starts Cruddur must know about it.</param>
internal sealed record ClusterSite(string DataFolder, string Folder, Account Account, List<string> Notes)
{
    internal string LogFile => Path.Combine(Path.GetDirectoryName(Folder)!, "postgres.log");
    internal string VersionFile => Path.Combine(Folder, "PG_VERSION");
    internal bool Exists => File.Exists(VersionFile);

    /// <summary>A name that PostgreSQL's processes carry, by which those of a dead server are recognised.</summary>
    internal string Name => "cruddur-" + RealPath.Hash(Folder);

    /// <summary>
    /// The cluster that this data folder already has, or where a new one goes: <c>postgres</c> in the data folder when
    /// the account may work there, a folder under the state folder otherwise.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">There is no place where the account may work.</exception>
    internal static async Task<ClusterSite> ChooseAsync(EmbeddedOptions options, string dataFolder, CancellationToken ct)
    {
        var inside = Path.Combine(dataFolder, "postgres");
        var elsewhere = Elsewhere.Known(dataFolder);
        var present = elsewhere ?? (Directory.Exists(inside) ? RealPath.Of(inside) : null);
        var account = await Account.ForAsync(present ?? dataFolder, ct);
        var notes = new List<string>();
        if (account is { User: "nobody", OwnsFolder: false })
            notes.Add("PostgreSQL runs as user nobody, because it refuses root and there is no user postgres.");

        var closed = await account.FirstClosedAsync(RealPath.WithParents(present is null ? dataFolder : Path.GetDirectoryName(present)!), ct);
        if (present is not null && closed is not null)
            throw new EmbeddedPostgresException($"User {account.User}, which must run PostgreSQL because root may not, may not enter {closed}, where the cluster {present} lies: open it (chmod o+x {closed}), or start Cruddur as the user who made the cluster.");
        if (present is not null)
        {
            CheckReadable(present);
            if (elsewhere is not null)
                notes.Add($"PostgreSQL's cluster lives in {elsewhere}, as {Path.Combine(dataFolder, Elsewhere.FileName)} says.");
            return new ClusterSite(dataFolder, present, account, notes);
        }

        var reason = closed is not null ? $"user {account.User}, who runs PostgreSQL, may not enter {closed}"
            : KeepsOwnerAndMode(dataFolder, account) ? null
            : $"the file system of {dataFolder} does not keep owners and permissions";
        if (reason is null)
            return new ClusterSite(dataFolder, inside, account, notes);

        var outside = Elsewhere.Choose(options.StateRoot, dataFolder);
        if (await account.FirstClosedAsync(RealPath.WithParents(Path.GetDirectoryName(outside)!), ct) is { } alsoClosed)
            throw new EmbeddedPostgresException($"PostgreSQL has no place to work, because {reason}, and neither may it enter {alsoClosed}: open that folder (chmod o+x {alsoClosed}), or choose another data folder with --data.");
        notes.Add($"PostgreSQL's cluster lives in {outside}, because {reason}.");
        return new ClusterSite(dataFolder, outside, account, notes);
    }

    private static void CheckReadable(string cluster)
    {
        try
        {
            _ = Directory.Exists(cluster) && Directory.EnumerateFileSystemEntries(cluster).Any();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedPostgresException($"The cluster {cluster} belongs to another user than {Environment.UserName}: start Cruddur as the user who made it (root, if it was started with sudo), or choose another data folder with --data.", e);
        }
    }

    private static bool KeepsOwnerAndMode(string dataFolder, Account account)
    {
        if (OperatingSystem.IsWindows())
            return true;
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var probe = Path.Combine(dataFolder, $"postgres.probe-{Environment.ProcessId}");
        Directory.CreateDirectory(probe, mode);
        var kept = File.GetUnixFileMode(probe) == mode && account.Own(probe);
        Directory.Delete(probe);
        return kept;
    }
}
