using System.CommandLine;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Guard;

namespace Cruddur.Cli.Db;

/// <summary>The options with which a person insists on destroying a protected database. There is no <c>-y</c> and no <c>--force</c>.</summary>
internal static class Guarded
{
    public static readonly Option<string?> Confirm = new("--confirm") { Description = "Names a protected database, as host/database; CRUDDUR_ALLOW_DESTRUCTIVE must name it too", HelpName = "host/database" };
    public static readonly Option<bool> WithoutBackup = new("--without-backup") { Description = "Go on although no verified backup of the last 24 hours exists" };

    /// <summary>Returns when the verb may destroy rows of the database.</summary>
    /// <exception cref="DatabaseException">CDB-004, CDB-005 or CDB-006.</exception>
    public static Task GuardAsync(this DbRun run, OpenDatabase database, CancellationToken ct) => DestructiveGuard.CheckAsync(database, new Destruction(
        run.Verb, run.Options.GetValue(Confirm), run.Host.Setting("CRUDDUR_ALLOW_DESTRUCTIVE"), run.Options.GetValue(WithoutBackup)), run.Host.Clock.GetUtcNow(), ct);
}
