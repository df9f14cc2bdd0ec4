using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Rules;

/// <summary>What can be asked of the program, and by whom.</summary>
public sealed class EndpointTests(PostgresCluster cluster)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    [Trait("Category", "golden")]
    public void Routes_are_those_that_were_reviewed()
    {
        using var app = RuleApp.Build("Host=nowhere.invalid");
        Golden.Matches("tests/golden/endpoints.txt", EndpointTable.Format(EndpointTable.Of(RuleApp.EndpointsOf(app))));
    }

    [Fact]
    public void Each_route_is_served_by_a_file_of_ours_or_by_the_framework()
    {
        using var app = RuleApp.Build("Host=nowhere.invalid");
        Assert.All(EndpointTable.Of(RuleApp.EndpointsOf(app)), route => Assert.True(
            route.File.EndsWith(".cs", StringComparison.Ordinal) || route.File.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal), route.ToString()));
    }

    [Fact]
    [Trait("Category", "golden")]
    public async Task The_description_is_the_one_that_was_reviewed()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        var description = JsonNode.Parse(await app.Http.GetStringAsync("/openapi.json"))!;
        Golden.Matches("tests/golden/openapi.json", description.ToJsonString(Readable) + "\n");
    }
}
