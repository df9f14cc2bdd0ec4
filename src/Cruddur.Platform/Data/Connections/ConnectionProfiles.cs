using System.Globalization;
using System.Reflection;
using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>How each <see cref="ConnectionProfile"/> is recognised and which driver settings it stands for.</summary>
public static class ConnectionProfiles
{
    /// <summary>What a server is told when a connection opens, and what poolers refuse.</summary>
    internal const string GenericPlans = "-c plan_cache_mode=force_generic_plan";

    private const int MaximumPoolSize = 20;

    /// <summary>Recognises transaction poolers by host name and port. Lambda and Migration are the caller's to say.</summary>
    /// <param name="host">The host's name.</param>
    /// <param name="port">Its port; 6432 (PgBouncer) and 6543 (Supavisor) mean a pooler.</param>
    /// <param name="pgbouncer">The URL says <c>pgbouncer=true</c>.</param>
    public static ConnectionProfile Detect(string host, int port, bool pgbouncer = false)
    {
        if (IsNeon(host) && host.Split('.')[0].EndsWith("-pooler", StringComparison.OrdinalIgnoreCase))
            return ConnectionProfile.NeonPooler;
        if (host.Contains(".proxy-", StringComparison.OrdinalIgnoreCase) && host.Contains(".rds.amazonaws.com", StringComparison.OrdinalIgnoreCase))
            return ConnectionProfile.RdsProxy;
        return pgbouncer || port is 6432 or 6543 || host.Contains("-pooler", StringComparison.OrdinalIgnoreCase)
            ? ConnectionProfile.PgBouncer
            : ConnectionProfile.Direct;
    }

    /// <summary>A pooler that hands each transaction to another server session.</summary>
    public static bool IsPooler(this ConnectionProfile profile) =>
        profile is ConnectionProfile.PgBouncer or ConnectionProfile.NeonPooler or ConnectionProfile.RdsProxy;

    /// <summary>The profile's name and the settings that tell it from others, for people.</summary>
    public static string Describe(ConnectionProfile profile)
    {
        var settings = Settings(profile, "app");
        var idle = settings.Pooling ? $"{settings.MinPoolSize} to {settings.MaxPoolSize} connections, idle for {settings.ConnectionIdleLifetime} s" : "no pool";
        return string.Create(CultureInfo.InvariantCulture,
            $"{profile} ({idle}, {settings.Timeout} s to connect, {settings.CommandTimeout} s for a statement, {settings.MaxAutoPrepare} prepared, {(settings.NoResetOnClose ? "no reset" : "reset")} between uses)");
    }

    internal static bool IsNeon(string host) => host.EndsWith(".neon.tech", StringComparison.OrdinalIgnoreCase);

    /// <summary>The profile's settings, before those of a URL. Times are seconds, except Cancellation Timeout (milliseconds).</summary>
    internal static NpgsqlConnectionStringBuilder Settings(ConnectionProfile profile, string role)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            ApplicationName = ApplicationName(profile, role),
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = profile != ConnectionProfile.Migration,
            Timeout = profile switch { ConnectionProfile.Direct or ConnectionProfile.Lambda => 5, ConnectionProfile.RdsProxy => 10, _ => 15 },
            CommandTimeout = profile == ConnectionProfile.Migration ? 0 : 10,
            CancellationTimeout = profile switch { ConnectionProfile.RdsProxy => -1, ConnectionProfile.Lambda => 500, _ => 2000 },
            KeepAlive = profile == ConnectionProfile.Migration ? 30 : 0,
            TcpKeepAlive = profile != ConnectionProfile.Lambda,
            MaxAutoPrepare = profile == ConnectionProfile.Direct ? 50 : 0,
            NoResetOnClose = profile.IsPooler(),
            Enlist = profile == ConnectionProfile.Direct,
            IncludeErrorDetail = false,
            LogParameters = false,
        };
        if (settings.Pooling)
            Pool(settings, profile);
        // Prepared statements keep the plan that was reviewed; planning anew for each values takes longer than the statement.
        if (profile == ConnectionProfile.Direct)
            settings.Options = GenericPlans;
        return settings;
    }

    /// <summary>The ways to prove a password that the profile accepts over a network; null is any.</summary>
    internal static string? RequireAuth(ConnectionProfile profile) => profile switch
    {
        ConnectionProfile.RdsProxy or ConnectionProfile.Lambda => null,
        _ => "ScramSHA256",
    };

    private static void Pool(NpgsqlConnectionStringBuilder settings, ConnectionProfile profile)
    {
        settings.MinPoolSize = profile == ConnectionProfile.Direct ? 2 : 0;
        settings.MaxPoolSize = profile == ConnectionProfile.Lambda ? 2 : MaximumPoolSize;
        settings.ConnectionLifetime = profile == ConnectionProfile.Lambda ? 600 : 1800;
        settings.ConnectionIdleLifetime = profile switch
        {
            ConnectionProfile.NeonPooler => 240,
            ConnectionProfile.RdsProxy => 900,
            ConnectionProfile.Lambda => 60,
            _ => 300,
        };
    }

    private static string ApplicationName(ConnectionProfile profile, string role) => profile switch
    {
        ConnectionProfile.Migration => $"cruddur-db/{role}/{Environment.UserName}",
        // Another name per role would pin each proxied session that the proxy has to rename.
        ConnectionProfile.RdsProxy => $"cruddur/app/{Version}",
        _ => $"cruddur/{role}/{Version}",
    };

    private static string Version { get; } =
        typeof(ConnectionProfiles).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
