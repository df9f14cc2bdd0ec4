namespace Cruddur.Platform.Data.Embedded;

/// <summary>Turns what PostgreSQL wrote before it gave up into one sentence.</summary>
internal static class LogDiagnosis
{
    internal static EmbeddedPostgresException Explain(string said, ClusterSite site)
    {
        bool Says(params string[] phrases) => phrases.Any(phrase => said.Contains(phrase, StringComparison.OrdinalIgnoreCase));

        if (Says("could not bind", "Address already in use", "could not create any TCP/IP sockets"))
            return new EmbeddedPostgresException($"PostgreSQL could not listen on 127.0.0.1 ({LastComplaint(said)}): check that loopback works on this machine.") { Refusal = Refusal.PortTaken };
        if (Says("pre-existing shared memory block", "postmaster.pid\" already exists"))
            return new EmbeddedPostgresException($"Processes of another PostgreSQL still use the cluster {site.Folder}: stop them (ps aux | grep {site.Name}), then start again.") { Refusal = Refusal.OldProcessesLeft };
        if (Says("No space left on device", "Disk quota exceeded"))
            return new EmbeddedPostgresException($"The disk of {site.Folder} is full, so PostgreSQL cannot work: free some space, then start again; what was saved is not lost.");
        if (Says("wrong ownership", "Permission denied", "Read-only file system", "Operation not permitted"))
            return new EmbeddedPostgresException($"PostgreSQL may not use {site.Folder} ({LastComplaint(said)}): start Cruddur as the user who made the cluster, or choose another data folder with --data.");
        // The major version was compared before, so files that do not fit the server are broken ones.
        if (Says("incompatible with server", "could not locate a valid checkpoint record", "invalid checkpoint", "could not read file \"global/pg_control\"", "calculated CRC checksum does not match", "is not a valid data directory"))
            return new EmbeddedPostgresException($"The cluster in {site.Folder} is damaged ({LastComplaint(said)}): restore it from a backup, or move the folder away to begin with an empty one.");
        return new EmbeddedPostgresException($"PostgreSQL stopped at once ({LastComplaint(said)}): see {site.LogFile}.");
    }

    private static string LastComplaint(string said)
    {
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = Array.FindLast(lines, line => line.Contains("FATAL:", StringComparison.Ordinal) || line.Contains("PANIC:", StringComparison.Ordinal))
            ?? Array.FindLast(lines, line => line.Contains("error:", StringComparison.OrdinalIgnoreCase) || line.Contains("ERROR:", StringComparison.Ordinal))
            ?? lines.LastOrDefault()
            ?? "it wrote no reason";
        var colon = line.IndexOf(":  ", StringComparison.Ordinal);
        return (colon < 0 ? line : line[(colon + 3)..]).TrimEnd('.');
    }
}
