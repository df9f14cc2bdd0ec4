using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cruddur.Platform.Web;

/// <summary>Answers of routes that people see.</summary>
public static class Pages
{
    /// <summary>What Turbo takes as instructions to change the page it shows.</summary>
    public const string StreamType = "text/vnd.turbo-stream.html";

    public static IResult Show<T>(Dictionary<string, object?> parameters, int status = 200)
        where T : IComponent => new RazorComponentResult<T>(parameters) { StatusCode = status, PreventStreamingRendering = true };

    public static IResult Stream<T>(Dictionary<string, object?> parameters, int status = 200)
        where T : IComponent => new RazorComponentResult<T>(parameters) { StatusCode = status, PreventStreamingRendering = true, ContentType = StreamType };

    /// <summary>303: a form was taken; look there next.</summary>
    public static IResult SeeOther(string path) => new SeeOtherResult(path);

    private sealed class SeeOtherResult(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
