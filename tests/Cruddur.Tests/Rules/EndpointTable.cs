using System.Reflection;
using System.Text.RegularExpressions;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Tests.Rules;

/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">As it was mapped; the hash of an asset's content is left out.</param>
/// <param name="Who"><c>guest</c>, <c>signed in</c> or <c>admin</c>, read from the handler's signature.</param>
/// <param name="Kind"><c>api</c>, <c>page</c> or <c>asset</c>.</param>
/// <param name="File">The source file that serves it.</param>
internal sealed record Route(string Method, string Pattern, string Who, string Kind, string File)
{
    public string Name => $"{Method} {Pattern}";
}

/// <summary>Every route of the running program.</summary>
internal static partial class EndpointTable
{
    public static IReadOnlyList<Route> Of(IEnumerable<RouteEndpoint> endpoints)
    {
        var files = SourceFile.Under(["src"], ".cs");
        return [.. endpoints.SelectMany(endpoint => Routes(endpoint, files)).Distinct().OrderBy(route => route.Pattern, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal)];
    }

    public static string Format(IReadOnlyList<Route> routes)
    {
        var (method, pattern, who, kind) = (routes.Max(route => route.Method.Length), routes.Max(route => route.Pattern.Length), "signed in".Length, "asset".Length);
        return string.Concat(routes.Select(route =>
            $"{route.Method.PadRight(method)}  {route.Pattern.PadRight(pattern)}  {route.Who.PadRight(who)}  {route.Kind.PadRight(kind)}  {route.File}\n"));
    }

    private static IEnumerable<Route> Routes(RouteEndpoint endpoint, IReadOnlyList<SourceFile> files)
    {
        var handler = endpoint.Metadata.GetMetadata<MethodInfo>();
        var pattern = Hash().Replace("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), ".{hash}.");
        var viewer = handler?.GetParameters().FirstOrDefault(parameter => parameter.ParameterType == typeof(Viewer));
        var who = handler?.GetParameters().Any(parameter => parameter.ParameterType == typeof(Administrator)) == true ? "admin"
            : viewer is not null && Viewer.IsRequiredBy(viewer) ? "signed in" : "guest";
        var file = FileOf(handler ?? endpoint.RequestDelegate!.Method, files);
        var kind = file.EndsWith("/Assets.cs", StringComparison.Ordinal) ? "asset" : IsApi(pattern) ? "api" : "page";
        return endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            .Select(method => new Route(method, pattern, who, kind, file));
    }

    private static bool IsApi(string pattern) =>
        pattern.StartsWith("/api/", StringComparison.Ordinal) || pattern.StartsWith("/health/", StringComparison.Ordinal) || pattern == "/openapi.json"
        || pattern.StartsWith("/events/", StringComparison.Ordinal) || pattern.StartsWith("/2015-03-31/", StringComparison.Ordinal);

    private static string FileOf(MethodInfo handler, IReadOnlyList<SourceFile> files)
    {
        var type = ModuleRule.Outermost(handler.DeclaringType!);
        if (!Modules.All.Contains(type.Assembly)) return type.Assembly.GetName().Name!;
        var declaration = new Regex($@"\b(class|record|struct)\s+{type.Name}\b");
        return files.First(file => declaration.IsMatch(file.Code) && file.Code.Contains($"namespace {type.Namespace};", StringComparison.Ordinal)).Path;
    }

    [GeneratedRegex(@"\.[0-9a-f]{12}\.")]
    private static partial Regex Hash();
}
