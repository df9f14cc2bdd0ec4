using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Web;

/// <summary>
/// One line for each request, from the first middleware: failures and answers slower than a second at <c>Information</c>,
/// the rest at <c>Debug</c>. Query strings stay out, for they may carry what people search for.
/// </summary>
internal static partial class RequestLog
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public static void UseRequestLog(this IApplicationBuilder app)
    {
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Cruddur.Requests");
        app.Use(async (context, next) =>
        {
            var start = Stopwatch.GetTimestamp();
            await next(context);
            var took = Stopwatch.GetElapsedTime(start);
            var status = context.Response.StatusCode;
            var level = status >= 500 || took > Slow ? LogLevel.Information : LogLevel.Debug;
            if (log.IsEnabled(level)) LogRequest(log, level, context.Request.Method, context.Request.Path.ToString(), status, took.TotalMilliseconds, context.TraceIdentifier);
        });
    }

    [LoggerMessage(EventId = 1, Message = "{Method} {Path} {Status} {Milliseconds:F1} ms {Reference}")]
    private static partial void LogRequest(ILogger log, LogLevel level, string method, string path, int status, double milliseconds, string reference);
}
