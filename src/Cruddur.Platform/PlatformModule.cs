using Cruddur.Platform.Accounts;
using Cruddur.Platform.Data;
using Cruddur.Platform.Expiry;
using Cruddur.Platform.Health;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Platform.Identity.Join;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Mail;
using Cruddur.Platform.Operators;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cruddur.Platform;

/// <summary>The doors of the foundation: services, middleware in its order, and routes.</summary>
public static class PlatformModule
{
    /// <param name="services"></param>
    /// <param name="wwwroot">Folder of the files that browsers get.</param>
    /// <param name="origins">Origins that may call the API from a browser.</param>
    public static IServiceCollection AddPlatform(this IServiceCollection services, string wwwroot, IReadOnlyList<string> origins)
    {
        services.AddSingleton(TimeProvider.System).AddSingleton<NewId>(now => Guid.CreateVersion7(now));
        services.AddSingleton<Sessions>().AddSingleton<Attempts>().AddSingleton<PasswordHash>().AddSingleton<SignIn>().AddSingleton<Audit>().AddSingleton<Codes>();
        services.AddSingleton<JobQueue>().AddSingleton<JobWorker>().AddHostedService(provider => provider.GetRequiredService<JobWorker>());
        services.AddSingleton<Mails>().AddSingleton<MailLayout>();
        services.AddJob(Mails.Job, (provider, job, ct) => provider.GetRequiredService<Mails>().SendAsync(job.Payload.GetProperty("uuid").GetGuid(), ct));
        services.AddSingleton<Sweeper>().AddHostedService(provider => provider.GetRequiredService<Sweeper>());
        services.AddSingleton<RequestLimits>();
        services.AddAccounts();
        services.AddFactors();
        services.AddOperators();
        services.AddJoin();
        services.AddSweeps(Sweeps);

        services.AddSingleton(_ => new Assets(wwwroot)).AddScoped<PageContext>().AddRazorComponents();
        services.ConfigureHttpJsonOptions(Endpoints.ConfigureJson).AddJson(IdentityJson.Default).AddJson(HealthJson.Default);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddCors(cors => cors.AddPolicy(Endpoints.CorsPolicy, policy => policy
            .WithOrigins([.. origins])
            .WithMethods("OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE")
            .WithHeaders("Content-Type", "Authorization", "Idempotency-Key", "if-modified-since", "traceparent")
            .WithExposedHeaders("location", "link", "Authorization", "Retry-After", "Cruddur-Version")));

        services.AddGuestCompression();
        services.AddAntiforgery(options =>
        {
            options.Cookie = new FormCookie
            {
                Name = "__Host-cruddur-form",
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                SecurePolicy = CookieSecurePolicy.None,
                Path = "/",
                IsEssential = true,
            };
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton<IAntiforgeryAdditionalDataProvider, FormSession>();
        services.AddDataProtection().SetApplicationName("cruddur");
        // Would read the keys, and load all that reads XML, before the first answer; the first form does it as well.
        services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(KeyManagementOptions).Assembly));
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = new ProtectionKeys(provider.GetRequiredService<Db>)));
        return services;
    }

    /// <summary>What of the foundation's own ends by itself.</summary>
    public static IReadOnlyList<Sweep> Sweeps =>
    [
        Sweep.Of("sessions", "Platform/Identity/Identity.sql"), Sweep.Of("attempts", "Platform/Identity/Attempts.sql"),
        Sweep.Of("idempotency_keys", "Platform/Data/Idempotency.sql"),
        .. AccountsModule.Sweeps, .. FactorsModule.Sweeps, .. CognitoModule.Sweeps, .. JoinModule.Sweeps,
        Sweep.Of("codes", "Platform/Identity/Codes.sql"), Sweep.Of("mails", "Platform/Mail/Mails.sql"),
    ];

    public static void UsePlatform(this IApplicationBuilder app)
    {
        app.UseKnownProxies();
        app.UseRequestLog();
        app.UseRequestLanguage();
        app.UseHeadRequests();
        app.UseGuestCompression();
        app.UseRouting();
        app.UseCors();
        app.UseErrorFilter();
        app.UseFormerHandles();
        app.UseSecurityHeaders();
        app.UseRequestLimits();
        app.UseAntiforgery();
    }

    public static void MapPlatform(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<Assets>().Map(routes);
        HealthChecks.Map(routes);
        var api = routes.MapApi();
        SignIn.Map(api);
        SignOut.Map(api);
        var pages = routes.MapPages();
        SignInPages.Map(pages);
        Outbox.Map(pages);
        LanguagePages.Map(pages);
        routes.MapAccounts();
        routes.MapFactors();
        routes.MapOperators();
        JoinModule.Map(api, pages);
    }
}
