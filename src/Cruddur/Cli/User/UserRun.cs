using System.CommandLine;
using System.Globalization;
using Cruddur.Cli.Db;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Guard;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Platform.Mail;
using Cruddur.Platform.Web;
using Cruddur.Platform.Operators;
using Cruddur.Social;

namespace Cruddur.Cli.User;

/// <summary>One run of a verb about an account: the database, and the same functions on it that the server runs.</summary>
internal sealed class UserRun : IAsyncDisposable
{
    public static readonly Argument<string> Who = new("who") { Description = "Handle (with or without @), e-mail or id of the person" };
    public static readonly Option<string?> Confirmed = new("--confirm") { Description = "Names a protected database, as host/database", HelpName = "host/database" };

    private readonly DbRun run;
    private readonly ServiceProvider services;

    private UserRun(DbRun run, OpenDatabase database)
    {
        (this.run, Database, Settings) = (run, database, Settings.Load(run.Choice.DataFolder));
        var parts = new ServiceCollection();
        parts.AddLogging().AddSingleton(_ => new Platform.Data.Db(database.Source));
        parts.AddPlatform(Path.Combine(AppContext.BaseDirectory, "wwwroot"), []);
        parts.AddCognito(Settings.Cognito, run.Host.Setting);
        parts.AddSocial();
        parts.AddSingleton(new MailSettings(Settings.Smtp, Settings.MailFrom, new Site(Settings.SiteUrl ?? new Uri("http://localhost:4567")), IsOutboxShown: false));
        parts.AddSingleton(run.Host.Clock).AddSingleton(run.Host.NewId);
        services = parts.BuildServiceProvider();
    }

    public OpenDatabase Database { get; }

    public Settings Settings { get; }

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

    /// <summary>A function of the program, working on this database.</summary>
    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The person that the command line names.</summary>
    /// <exception cref="UsageException">There is nobody like that.</exception>
    public async Task<Account> FindAsync(CancellationToken ct)
    {
        var who = run.Options.GetRequiredValue(Who);
        return await Get<Accounts>().FindAsync(who, ct)
            ?? throw new UsageException($"Nobody in {Database.Place} has the handle, e-mail or id '{who}'. See 'cruddur user list --search {who.TrimStart('@')}'.");
    }

    /// <summary>Lets through what harms a person when the database is not protected, or is named.</summary>
    /// <param name="harm">What would happen, after 'would'.</param>
    /// <param name="ct"></param>
    /// <exception cref="DatabaseException">CDB-005: target and marker disagree. CDB-004: it is protected and not named.</exception>
    public Task GuardAsync(string harm, CancellationToken ct) =>
        DestructiveGuard.CheckAccountAsync(Database, $"user {run.Verb}", harm, run.Options.GetValue(Confirmed), ct);

    /// <summary>Refuses what a user pool does itself.</summary>
    /// <param name="instead">What to do there, as sentences.</param>
    /// <exception cref="UsageException">A user pool identifies people.</exception>
    public void DemandNoPool(string instead)
    {
        if (Settings.Cognito is { } pool) throw new UsageException($"Nothing was done: the user pool {pool.UserPoolId} keeps people's e-mails and passwords (Cognito:UserPoolId). {instead.Replace("{0}", pool.UserPoolId, StringComparison.Ordinal)}");
    }

    /// <summary>Says what an account is like.</summary>
    public void Tell(Account account, string text) => Screen.Data(text, new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["uuid"] = account.Uuid,
        ["handle"] = account.Handle,
        ["display_name"] = account.DisplayName,
        ["email"] = account.Email,
        ["created_at"] = account.CreatedAt,
        ["is_admin"] = account.IsAdmin,
        ["disabled_at"] = account.DisabledAt,
        ["delete_at"] = account.DeleteAt,
        ["sessions"] = account.Sessions,
    });

    /// <summary>A moment as people read it.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
