using System.Globalization;
using System.Text.Json.Nodes;
using Cruddur.Platform;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cruddur.Docs;

/// <summary>Adds to an operation what every route shares and none says itself: the errors, who may call it, and the limits.</summary>
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
        foreach (var schema in operation.Parameters?.Where(parameter => parameter.Name == "limit").Select(parameter => parameter.Schema).OfType<OpenApiSchema>() ?? [])
        {
            (schema.Minimum, schema.Maximum) = ("1", Limits.MaxPageSize.ToString(CultureInfo.InvariantCulture));
        }
        return Task.CompletedTask;
    }

    /// <summary>Types as they are on the wire, and the limits of a new crud in Unicode scalar values, which is what JSON Schema counts too.</summary>
    public static Task DescribeSchemaAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken _)
    {
        if (context.JsonTypeInfo.Type == typeof(Cursor))
        {
            (schema.Type, schema.Properties, schema.Required) = (JsonSchemaType.String, null, null);
            (schema.Pattern, schema.Description) = ("^[0-9]+_[0-9a-f-]{36}$", "Where the page before ended, from its Link header");
        }
        else if (context.JsonTypeInfo.Type == typeof(DateTimeOffset))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        }
        else if (schema.Type is { } type && type.HasFlag(JsonSchemaType.String) && (type & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
        {
            // Numbers are also read from strings, which is leniency and not the contract.
            (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
        }
        if (context.JsonPropertyInfo is not { } property || property.DeclaringType != typeof(NewCrud)) return Task.CompletedTask;
        if (property.Name == "message") schema.MaxLength = Limits.Crud;
        if (property.Name == "ttl") schema.Enum = [.. Ttl.All.Select(ttl => JsonValue.Create(ttl.Value))];
        return Task.CompletedTask;
    }

    private static bool HasQuery(OpenApiOperation operation) => operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Query) == true;

    private static OpenApiResponse Answer(string description) => new() { Description = description };
}
