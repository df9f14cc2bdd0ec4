using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cruddur.Docs;

/// <summary>/openapi.json, made from the routes, and /docs, the same for people.</summary>
internal static class DocsModule
{
    private const string Document = "v1";

    public static IServiceCollection AddDocs(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Cruddur", Version = "1", Description = "Cruds that expire. Sign in at /api/auth/signin and send the token as Authorization: Bearer." };
            document.Servers = [];
            document.AddComponent("bearer", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" });
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(OpenApiContract.DescribeAsync);
        options.AddSchemaTransformer(OpenApiContract.DescribeSchemaAsync);
    });

    public static void MapDocs(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi.json").ExcludeFromDescription();
        routes.MapPages().MapGet("/docs", async (Viewer? viewer, PageContext context, [FromKeyedServices(Document)] IOpenApiDocumentProvider provider, CancellationToken ct) =>
        {
            context.For(viewer, "API");
            return Pages.Show<DocsPage>(new() { [nameof(DocsPage.Document)] = await provider.GetOpenApiDocumentAsync(ct) });
        });
    }
}
