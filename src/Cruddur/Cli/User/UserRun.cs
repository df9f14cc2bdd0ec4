using System.CommandLine;
using System.Globalization;
using Cruddur.Cli.Db;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Guard;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;

namespace Cruddur.Cli.User;

/// <summary>One run of a verb about an account: the database, and what works on accounts there as the server does.</summary>
internal sealed class UserRun
{
    public static readonly Argument<string> Who = new("who") { Description = "Handle (with or without @), e-mail or id of the person" };
    public static readonly Option<string?> Confirmed = new("--confirm") { Description = "Names a protected database, as host/database", HelpName = "host/database" };

    private readonly DbRun run;

    private UserRun(DbRun run, OpenDatabase database)
    {
        (this.run, Database) = (run, database);
        Db = new Platform.Data.Db(database.Source);
        Accounts = new Accounts(Db, run.Host.Clock);
        Audit = new Audit(run.Host.Clock, run.Host.NewId);
        Sessions = new Sessions(Db, run.Host.Clock, run.Host.NewId);
        Changes = new AccountChanges(Db, Sessions, Audit, run.Host.Clock);
    }

    public OpenDatabase Database { get; }

    public Platform.Data.Db Db { get; }

    public Accounts Accounts { get; }

    public Audit Audit { get; }

    public Sessions Sessions { get; }

    public AccountChanges Changes { get; }

    public Screen Screen => run.Screen;

    /// <summary>Connects to a database that has the tables of this build.</summary>
    /// <exception cref="DatabaseException">CDB-023: it lacks migrations.</exception>
    public static async Task<UserRun> OpenAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenAsync(ct);
        if ((await database.Migrator().StatusAsync(ct)).HasPending)
            throw new DatabaseException("CDB-023", $"{database.Place} lacks migrations, so accounts cannot be worked on yet. Run 'cruddur db migrate' first.", 3);
        return new UserRun(run, database);
    }

    /// <summary>The person that the command line names.</summary>
    /// <exception cref="UsageException">There is nobody like that.</exception>
    public async Task<Account> FindAsync(CancellationToken ct)
    {
        var who = run.Options.GetRequiredValue(Who);
        return await Accounts.FindAsync(who, ct)
            ?? throw new UsageException($"Nobody in {Database.Place} has the handle, e-mail or id '{who}'. See 'cruddur user list --search {who.TrimStart('@')}'.");
    }

    /// <summary>Lets through what harms a person when the database is not protected, or is named.</summary>
    /// <param name="harm">What would happen, after 'would'.</param>
    /// <param name="ct"></param>
    /// <exception cref="DatabaseException">CDB-005: target and marker disagree. CDB-004: it is protected and not named.</exception>
    public Task GuardAsync(string harm, CancellationToken ct) =>
        DestructiveGuard.CheckAccountAsync(Database, $"user {run.Verb}", harm, run.Options.GetValue(Confirmed), ct);

    /// <summary>Says what an account is like.</summary>
    public void Tell(Account account, string text) => Screen.Data(text, Shown(account));

    public static object Shown(Account account) => new
    {
        uuid = account.Uuid,
        handle = account.Handle,
        display_name = account.DisplayName,
        email = account.Email,
        created_at = account.CreatedAt,
        is_admin = account.IsAdmin,
        unconfirmed_since = account.UnconfirmedSince,
        disabled_at = account.DisabledAt,
        delete_at = account.DeleteAt,
        sessions = account.Sessions,
    };

    /// <summary>A moment as people read it.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
