using Cruddur.Docs;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Health;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Platform.Identity.Passkeys;
using Cruddur.Platform.Mail;
using Cruddur.Platform.Telemetry;
using Cruddur.Platform.Web;
using Cruddur.Social;
using Cruddur.Social.Seals;

namespace Cruddur;

/// <summary>What one running instance is made of.</summary>
/// <param name="Plan">How connections are made; asked for when the first statement runs.</param>
/// <param name="Database">Which database that is; asked for as late.</param>
/// <param name="Demo">The demo person that the sign-in page names; null where no demo people were seeded.</param>
/// <param name="Urls">Where it listens; port 0 for any free one.</param>
public sealed record AppOptions(Func<ConnectionPlan> Plan, Func<DatabaseIdentity> Database, PendingMigrations Pending, Settings Settings, DemoPerson? Demo, string Urls)
{
    /// <summary>Whether the database is Cruddur's own, on this machine.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>Where mail goes, and where its links lead.</summary>
    internal MailSettings Mail => new(Settings.Smtp, Settings.MailFrom, new Site(Settings.SiteUrl ?? new Uri(Urls.Split(';')[0])), IsEmbedded && Settings.Smtp is null);
}

/// <summary>Puts the modules together.</summary>
public static class App
{
    /// <param name="replace">Services that a test brings, such as its clock.</param>
    public static WebApplication Create(AppOptions options, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = "Production" });
        // Settings come from one place, validated; nothing else is read from files or the environment.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        });
        Log(builder.Logging, options.Settings);

        var services = builder.Services;
        services.AddDatabase(options.Plan).AddSingleton(_ => options.Database()).AddSingleton(options.Pending);
        services.AddSingleton(options.Mail).AddSingleton(options.Mail.Site).AddSingleton(new PasskeySite(options.Settings.SiteUrl))
            .AddSingleton(options.Settings.MostRequests).AddSingleton(options.Settings.Proxies);
        services.AddPlatform(Path.Combine(AppContext.BaseDirectory, "wwwroot"), options.Settings.Origins);
        services.AddCognito(options.Settings.Cognito, Environment.GetEnvironmentVariable);
        services.AddSingleton(new SealSettings(TimeSpan.FromHours(options.Settings.SealHours)));
        services.AddSocial();
        services.AddDocs();
        if (options.Demo is not null) services.AddSingleton(options.Demo);
        if (options.Settings.OtlpEndpoint is { } endpoint) services.AddHostedService(_ => new OtlpExport(endpoint));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        replace?.Invoke(services);

        var app = builder.Build();
        app.UsePlatform();
        app.MapPlatform();
        app.MapCognito();
        app.MapSocial();
        app.MapDocs();
        return app;
    }

    private static void Log(ILoggingBuilder logging, Settings settings)
    {
        logging.ClearProviders().SetMinimumLevel(Enum.Parse<LogLevel>(settings.LogLevel));
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Npgsql", LogLevel.Warning);
        // The one says at every start that keys lie unencrypted in the database, which guards them; the other that pages with
        // forms are not stored, which we say ourselves.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error).AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        // Why a start failed is told by the verb, in a sentence; what ends a background service is critical.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName)
            .AddConsoleFormatter<LineFormatter, LineFormatterOptions>(line => line.Json = settings.JsonLogs);
    }
}
