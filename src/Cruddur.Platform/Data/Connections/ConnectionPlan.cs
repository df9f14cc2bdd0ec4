using Cruddur.Platform.Data.Secrets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>How connections to one database are made: what the driver is told, and where user and password come from while they may change.</summary>
public sealed class ConnectionPlan
{
    private readonly Func<DatabaseSecret?, (ConnectionUrl? Url, string Text)> describe;
    private readonly RdsToken? iam;

    private ConnectionPlan(Func<DatabaseSecret?, (ConnectionUrl?, string)> describe, LiveSecret? secret, RdsToken? iam) =>
        (this.describe, Secret, this.iam) = (describe, secret, iam);

    /// <summary>For the driver, with the password of this moment.</summary>
    public string ConnectionString
    {
        get
        {
            var settings = new NpgsqlConnectionStringBuilder(Describe(Secret?.Current).Text);
            if (iam is not null) settings.Password = iam.Create(settings.Host!, settings.Port, settings.Username!);
            return settings.ConnectionString;
        }
    }

    /// <summary>The secret that user and password come from; null where they do not change.</summary>
    internal LiveSecret? Secret { get; }

    /// <summary>Whether passwords are tokens that the process makes itself.</summary>
    internal bool IsIam => iam is not null;

    /// <summary>A fixed connection string of the driver, as it is.</summary>
    public static ConnectionPlan Of(string connectionString) => new(_ => (null, connectionString), null, null);

    /// <summary>Connections to a target that is not embedded.</summary>
    /// <param name="target">Which database.</param>
    /// <param name="profile">What they are for; <see cref="ConnectionProfile.Migration"/> for operator work, null to go by the URL.</param>
    /// <param name="role">Names the process in <c>pg_stat_activity</c>.</param>
    /// <exception cref="DatabaseException">CDB-014: operator work through a pooler. CDB-016: TLS too weak.</exception>
    internal static ConnectionPlan For(DatabaseTarget target, ConnectionProfile? profile, string role) =>
        Make(target, profile == ConnectionProfile.Migration, profile, role);

    /// <summary>The app's own connections for the odd operator's statement: to the direct endpoint where one is known.</summary>
    internal static ConnectionPlan ForChecks(DatabaseTarget target, string role) => Make(target, isDirect: true, null, role);

    /// <summary>The same with other settings of the driver.</summary>
    internal ConnectionPlan With(Action<NpgsqlConnectionStringBuilder> change) => new(secret =>
    {
        var (url, text) = describe(secret);
        var settings = new NpgsqlConnectionStringBuilder(text);
        change(settings);
        return (url, settings.ConnectionString);
    }, Secret, iam);

    /// <summary>What a version of the secret amounts to; the text contains its password.</summary>
    internal (ConnectionUrl? Url, string Text) Describe(DatabaseSecret? version) => describe(version);

    /// <summary>A source of connections for a version of the secret and, as long as the user stays, for those after it.</summary>
    internal NpgsqlDataSource Build(DatabaseSecret? version, ILoggerFactory? logs = null)
    {
        var (url, text) = Describe(version);
        var settings = new NpgsqlConnectionStringBuilder(text);
        if (version is not null || iam is not null) settings.Remove("Password");
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString).UseLoggerFactory(logs);
        if (iam is not null)
        {
            builder.UsePasswordProvider(
                server => iam.Create(server.Host!, server.Port, server.Username!),
                (server, ct) => iam.CreateAsync(server.Host!, server.Port, server.Username!, ct));
        }
        else if (version is not null)
        {
            builder.UsePasswordProvider(_ => PasswordOf(version), async (_, ct) =>
            {
                await Secret!.GetAsync(ct);
                return PasswordOf(version);
            });
        }
        return Finish(builder, url);
    }

    /// <summary>Whether the server lets a version of the secret in.</summary>
    internal async Task<bool> AcceptsAsync(DatabaseSecret version, CancellationToken ct)
    {
        var (url, text) = Describe(version);
        await using var source = Finish(new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(text) { Pooling = false }.ConnectionString), url);
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            return true;
        }
        catch (NpgsqlException error) when (ConnectionFailure.Refusal(error) is not null)
        {
            return false;
        }
    }

    private string PasswordOf(DatabaseSecret built) => Secret!.Current is { } current && current.Username == built.Username ? current.Password : built.Password;

    private static ConnectionPlan Make(DatabaseTarget target, bool isDirect, ConnectionProfile? profile, string role)
    {
        var direct = isDirect ? target.Direct : null;
        // A direct endpoint that was named has a user and a password of its own.
        var secret = direct is null || target.IsDirectDerived ? target.Secret : null;
        var iam = direct is null or { HasPassword: false } ? target.Iam : null;
        var plan = new ConnectionPlan(version =>
        {
            var url = version is null || secret is null ? direct ?? target.Url! : direct is null ? target.UrlOf!(version) : target.UrlOf!(version).NeonDirect()!;
            if (DatabaseMarker.Protects(target.Name)) url.RequireEncryption();
            return (url, url.ToNpgsql(profile ?? target.ProfileOf(url), role, iam is not null));
        }, secret, iam).With(PreferWriter);
        // Beside a direct endpoint that was named, the other one may be a pooler whose name does not tell; poolers refuse the option.
        if (direct is null && target.Direct is not null) plan = plan.With(settings => settings.Options = settings.Options == ConnectionProfiles.GenericPlans ? null : settings.Options);
        // What is wrong with the settings is told before anything is connected.
        plan.Describe(secret?.Current);
        return target.IsOnLambda && profile is null ? plan.With(settings => settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, 2)) : plan;
    }

    /// <summary>Of several servers the one that may write, unless the URL says otherwise: the first of the list may be a standby by now.</summary>
    private static void PreferWriter(NpgsqlConnectionStringBuilder settings)
    {
        if (settings.Host is { } hosts && hosts.Contains(',', StringComparison.Ordinal)) settings.TargetSessionAttributes ??= "prefer-primary";
    }

    private static NpgsqlDataSource Finish(NpgsqlDataSourceBuilder builder, ConnectionUrl? url)
    {
        // The name of a statement in a trace is its id, which its text begins with.
        builder.ConfigureTracing(tracing => tracing.ConfigureCommandSpanNameProvider(command => command.CommandText is ['/', '*', ' ', ..] text
            ? text[3..text.IndexOf(" */", StringComparison.Ordinal)] : null));
        if (url is null) return builder.Build();
        SessionTarget.Check(builder, url);
        return url.IsMultiHost ? builder.BuildMultiHost() : builder.Build();
    }
}
