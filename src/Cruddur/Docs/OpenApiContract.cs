using Cruddur.Platform.Identity;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cruddur.Docs;

/// <summary>Adds to an operation what every route shares and none says itself: the errors, and who may call it.</summary>
internal static class OpenApiContract
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken _)
    {
        var handler = context.Description.ActionDescriptor.EndpointMetadata.OfType<System.Reflection.MethodInfo>().FirstOrDefault();
        var viewer = handler?.GetParameters().FirstOrDefault(parameter => parameter.ParameterType == typeof(Viewer));
        operation.Responses ??= [];
        if (viewer is not null)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
            if (Viewer.IsRequiredBy(viewer)) operation.Responses["401"] = Answer("Nobody is signed in; the body is {}");
            else operation.Security.Add([]);
        }
        if (operation.RequestBody is not null) operation.Responses["400"] = Answer("The body is not the JSON that this operation takes");
        if (operation.RequestBody is not null || HasQuery(operation)) operation.Responses["422"] = Answer("A JSON array with the code of every failed check");
        if (context.Description.RelativePath?.Contains("{uuid", StringComparison.Ordinal) == true) operation.Responses["404"] = Answer("Unknown, expired, or not yours");
        if (context.Description.RelativePath?.EndsWith("signin", StringComparison.Ordinal) == true)
        {
            operation.Responses["401"] = Answer("E-mail and password do not belong together");
            operation.Responses["429"] = Answer("Too many tries; Retry-After says when to come back");
        }
        return Task.CompletedTask;
    }

    private static bool HasQuery(OpenApiOperation operation) => operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Query) == true;

    private static OpenApiResponse Answer(string description) => new() { Description = description };
}
