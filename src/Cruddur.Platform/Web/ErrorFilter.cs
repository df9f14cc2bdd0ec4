using System.Globalization;
using System.Text.Json;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Web;

/// <summary>
/// The one place where failures become answers. Clients of the API get the contract's JSON (422: an array of codes; 401:
/// <c>{}</c>; else RFC 9457), people a page; both the safe text only. The rest goes to the log under a reference.
/// </summary>
internal static partial class ErrorFilter
{
    public static void UseErrorFilter(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
            // The framework refuses some requests by a bare status.
            if (context.Response is { HasStarted: false, ContentLength: null, ContentType: null, StatusCode: 404 or 405 or 413 or 415 })
            {
                await AnswerAsync(context, Refused(context.Response.StatusCode, null));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            // Reading a form whose token was found wanting fails without a type of its own.
            var isForged = failure is InvalidOperationException && context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false };
            var error = isForged ? Stale() : Translate(failure, context.Request.HasJsonContentType());
            var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Cruddur.Web");
            if (error.Status >= 500) LogFailed(log, context.TraceIdentifier, error.Status, failure);
            await AnswerAsync(context, error);
        }
    });

    /// <summary>What a client may know of a failure.</summary>
    /// <param name="failure"></param>
    /// <param name="hasJson">Whether the request came with JSON, which is then what was malformed.</param>
    internal static RequestError Translate(Exception failure, bool hasJson = false) => failure switch
    {
        RequestError known => known,
        DbError { Kind: DbErrorKind.Unavailable or DbErrorKind.ReadOnly } => new(503, ErrorTexts.Of("generic_503"), inner: failure) { RetryAfterSeconds = 5 },
        DbError { Kind: DbErrorKind.Busy } => new(503, Texts.Busy, inner: failure) { RetryAfterSeconds = 1 },
        DbError { Kind: DbErrorKind.Unconfirmed } => new(503, Texts.Unconfirmed, inner: failure),
        DbError { Kind: DbErrorKind.Full } => new(503, Texts.DiskFull, inner: failure),
        DbError { Kind: DbErrorKind.Conflict } => new(503, Texts.Conflict, inner: failure) { RetryAfterSeconds = 1 },
        DbError { Kind: DbErrorKind.TimedOut } => new(504, Texts.TimedOut, inner: failure),
        AntiforgeryValidationException => Stale(),
        BadHttpRequestException { StatusCode: 413 } => Refused(413, failure),
        BadHttpRequestException { StatusCode: 400 } when hasJson => new(400, ErrorTexts.Of("json_invalid"), ["json_invalid"], failure),
        BadHttpRequestException bad => Refused(bad.StatusCode, failure),
        _ => new(500, ErrorTexts.Of("generic_500"), inner: failure),
    };

    private static RequestError Refused(int status, Exception? inner) => new(status, status switch
    {
        404 or 405 => ErrorTexts.Of("generic_404"),
        413 => Texts.TooLarge,
        _ => RequestError.Malformed().Text,
    }, inner: inner);

    /// <summary>A form whose hidden token is missing, foreign or from before a sign-in.</summary>
    internal static RequestError Stale() => new(400, Texts.Stale);

    private static async Task AnswerAsync(HttpContext context, RequestError error)
    {
        // A page that failed half-way leaves its renderer and its header behind; the error page gets fresh ones.
        await using var services = context.RequestServices.CreateAsyncScope();
        var original = context.RequestServices;
        context.RequestServices = services.ServiceProvider;
        context.Response.Headers.Remove("blazor-enhanced-nav");
        context.Response.StatusCode = error.Status;
        if (error.RetryAfterSeconds is { } wait) context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        if (context.Request.IsApi() || !WantsPage(context.Request))
        {
            await JsonAsync(context, error);
        }
        else if (error.SeeOther is { } page)
        {
            await Pages.SeeOther(page).ExecuteAsync(context);
        }
        else if (error.Status == 401 && HttpMethods.IsGet(context.Request.Method))
        {
            await Pages.SeeOther($"/signin?return_to={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}").ExecuteAsync(context);
        }
        else
        {
            await PageAsync(context, error);
        }
        context.RequestServices = original;
    }

    private static async Task PageAsync(HttpContext context, RequestError error)
    {
        PageContext.Of(context).For(await ViewerAsync(context, error), Title(error.Status));
        await Pages.Show<ErrorPage>(new()
        {
            [nameof(ErrorPage.Status)] = error.Status,
            [nameof(ErrorPage.Title)] = Title(error.Status),
            [nameof(ErrorPage.Text)] = error.Text,
            [nameof(ErrorPage.Reference)] = error.Status >= 500 ? context.TraceIdentifier : null,
        }, error.Status).ExecuteAsync(context);
    }

    /// <summary>Whose frame the error page has; a guest's where the database may be what failed.</summary>
    private static async ValueTask<Viewer?> ViewerAsync(HttpContext context, RequestError error)
    {
        if (error.Status >= 500) return null;
        try
        {
            return await context.RequestServices.GetRequiredService<Sessions>().ViewerAsync(context);
        }
        catch (DbError)
        {
            return null;
        }
    }

    private static Task JsonAsync(HttpContext context, RequestError error)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            if (error.Codes.Count > 0)
            {
                json.WriteStartArray();
                foreach (var code in error.Codes) json.WriteStringValue(code);
                json.WriteEndArray();
            }
            else
            {
                json.WriteStartObject();
                if (error.Status != 401)
                {
                    json.WriteString("title", Title(error.Status));
                    json.WriteNumber("status", error.Status);
                    json.WriteString("detail", error.Text);
                    json.WriteString("reference", context.TraceIdentifier);
                }
                json.WriteEndObject();
            }
        }
        context.Response.ContentType = error.Codes.Count > 0 || error.Status == 401 ? "application/json; charset=utf-8" : "application/problem+json";
        return context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted).AsTask();
    }

    private static bool WantsPage(HttpRequest request) =>
        request.Headers.Accept.ToString() is var accept && (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Contains(Pages.StreamType, StringComparison.Ordinal));

    private static string Title(int status) => status switch
    {
        400 => Texts.Title400,
        401 => Texts.Title401,
        403 => Texts.Title403,
        404 => Texts.Title404,
        405 => Texts.Title405,
        413 => Texts.Title413,
        422 => Texts.Title422,
        429 => Texts.Title429,
        503 => Texts.Title503,
        504 => Texts.Title504,
        _ => status >= 500 ? Texts.TitleFault : Texts.TitleOther,
    };

    [LoggerMessage(1, LogLevel.Error, "Request {Reference} failed with {Status}")]
    private static partial void LogFailed(ILogger log, string reference, int status, Exception failure);
}
