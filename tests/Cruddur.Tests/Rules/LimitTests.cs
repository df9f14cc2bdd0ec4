using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cruddur.Platform;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Rules;

/// <summary>A limit, a lifetime and an error code live once; table checks, description and pages agree with them.</summary>
public sealed partial class LimitTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Tables_take_what_the_limits_allow_and_no_more()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        var crud = await app.CrudAsync();
        // An astral character: the unit is the Unicode scalar value, not the UTF-16 unit.
        string Text(int length) => string.Concat(Enumerable.Repeat("😀", length));
        Task<bool> Crud(int length) => TakesAsync(app.Rows, $"insert into activities (uuid, user_uuid, message, created_at, expires_at) values (gen_random_uuid(), '{RuleApp.Owner}', $1, now(), now() + interval '1 day')", Text(length));
        Task<bool> Reply(int length) => TakesAsync(app.Rows, $"insert into activities (uuid, user_uuid, message, reply_to_activity_uuid, created_at, expires_at) values (gen_random_uuid(), '{RuleApp.Owner}', $1, '{crud}', now(), now() + interval '1 day')", Text(length));
        Task<bool> DisplayName(int length) => TakesAsync(app.Rows, $"update users set display_name = $1 where uuid = '{RuleApp.Owner}'", Text(length));
        Task<bool> Bio(int length) => TakesAsync(app.Rows, $"update users set bio = $1 where uuid = '{RuleApp.Owner}'", Text(length));
        Task<bool> Handle(string handle) => TakesAsync(app.Rows, $"update users set handle = $1 where uuid = '{RuleApp.Owner}'", handle);

        await AgreesAsync("crud", Crud, 1, Limits.Crud);
        await AgreesAsync("reply", Reply, 1, Limits.Reply);
        await AgreesAsync("display name", DisplayName, 1, Limits.DisplayName);
        await AgreesAsync("bio", Bio, 0, Limits.Bio);
        await AgreesAsync("handle", length => Handle(new string('a', length)), Limits.HandleMin, Limits.HandleMax);
        foreach (var wrong in new[] { "Andrew", "an drew", "andré", "an-drew", "andrew\n" }) Assert.False(await Handle(wrong), wrong);
        Assert.True(await Handle("an_drew_1"));
    }

    [Fact]
    public async Task A_limit_that_differs_is_caught() =>
        await Assert.ThrowsAnyAsync<Exception>(() => AgreesAsync("sample", length => Task.FromResult(length <= 281), 0, 280));

    [Fact]
    public async Task No_lifetime_is_longer_than_the_table_allows()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        Task<bool> Lives(TimeSpan lifetime) => TakesAsync(app.Rows,
            $"insert into activities (uuid, user_uuid, message, created_at, expires_at) values (gen_random_uuid(), '{RuleApp.Owner}', 'x', '2026-01-01Z', timestamptz '2026-01-01Z' + $1::interval)", lifetime.ToString());
        foreach (var ttl in Ttl.All) Assert.True(await Lives(ttl.Lifetime), ttl.Value);
        Assert.False(await Lives(Ttl.All.Max(ttl => ttl.Lifetime) + TimeSpan.FromMilliseconds(1)));
        // Of no length is one that its author took back at once.
        Assert.True(await Lives(TimeSpan.Zero));
        Assert.False(await Lives(-TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task The_description_names_the_same_limits_and_lifetimes()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        var description = JsonNode.Parse(await app.Http.GetStringAsync("/openapi.json"))!;
        var crud = description["components"]!["schemas"]!["NewCrud"]!["properties"]!;
        Assert.Equal(Limits.Crud, crud["message"]!["maxLength"]!.GetValue<int>());
        Assert.Equal(Ttl.All.Select(ttl => ttl.Value), crud["ttl"]!["enum"]!.AsArray().Select(value => value!.GetValue<string>()));
        var limit = description["paths"]!["/api/activities/home"]!["get"]!["parameters"]!.AsArray().Single(parameter => parameter!["name"]!.GetValue<string>() == "limit")!["schema"]!;
        Assert.Equal((1, Limits.MaxPageSize), (limit["minimum"]!.GetValue<int>(), limit["maximum"]!.GetValue<int>()));
    }

    [Fact]
    public async Task The_composer_and_the_API_offer_the_same_limits_and_lifetimes()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", $"{Sessions.CookieName}={await app.SignInAsync(RuleApp.Owner, Sessions.Cookie)}");
        using var response = await app.Http.SendAsync(request);
        var html = await response.Content.ReadAsStringAsync();
        Assert.Equal($"{Limits.Crud}", DataLimit().Match(html).Groups[1].Value);
        Assert.Equal(Ttl.All.Select(ttl => (ttl.Value, ttl.Label)), Option().Matches(TtlSelect().Match(html).Value).Select(option => (option.Groups[1].Value, option.Groups[2].Value)));

        var options = JsonNode.Parse(await app.Http.GetStringAsync("/api/ttl-options"))!.AsArray();
        Assert.Equal(Ttl.All.Select(ttl => (ttl.Value, ttl.Label)), options.Select(option => (option!["value"]!.GetValue<string>(), option["label"]!.GetValue<string>())));
        Assert.Equal(Ttl.All.Select(ttl => (long)ttl.Lifetime.TotalSeconds), options.Select(option => option!["seconds"]!.GetValue<long>()));
        Assert.Equal(Ttl.Default.Value, options.Single(option => option!["default"]!.GetValue<bool>())!["value"]!.GetValue<string>());
    }

    [Fact]
    public void Each_error_code_has_a_text_and_each_text_a_use() =>
        Assert.Equal(ErrorTexts.Codes.Order(StringComparer.Ordinal), CodesIn(SourceFile.Under(["src"], ".cs", ".razor")));

    [Fact]
    public void Codes_are_found_where_they_are_used() => Assert.Equal(["a_blank", "b_long", "c_reused", "d_404"], CodesIn(
        [new("src/Sample.cs", "failed.Add(\"a_blank\"); throw RequestError.Invalid(\"b_long\", \"c_reused\"); x = ErrorTexts.Of(\"d_404\"); y = Say(\"other_word\");")]));

    private static IEnumerable<string> CodesIn(IEnumerable<SourceFile> files) =>
        files.SelectMany(file => Use().Matches(file.Text)).SelectMany(use => Code().Matches(use.Groups[1].Value)).Select(code => code.Groups[1].Value)
            .Distinct().Order(StringComparer.Ordinal);

    private static async Task AgreesAsync(string what, Func<int, Task<bool>> takes, int shortest, int longest)
    {
        Assert.True(await takes(shortest), $"A {what} of {shortest} is refused.");
        Assert.True(await takes(longest), $"A {what} of {longest} is refused.");
        Assert.False(await takes(longest + 1), $"A {what} of {longest + 1} is taken.");
        if (shortest > 0) Assert.False(await takes(shortest - 1), $"A {what} of {shortest - 1} is taken.");
    }

    private static async Task<bool> TakesAsync(NpgsqlDataSource source, string sql, string value)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown });
        try
        {
            return await command.ExecuteNonQueryAsync() == 1;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.CheckViolation)
        {
            return false;
        }
    }

    [GeneratedRegex("data-limit=\"(\\d+)\"")]
    private static partial Regex DataLimit();

    [GeneratedRegex("<select name=\"ttl\".*?</select>", RegexOptions.Singleline)]
    private static partial Regex TtlSelect();

    [GeneratedRegex("<option value=\"([^\"]+)\"[^>]*>([^<]+)</option>")]
    private static partial Regex Option();

    [GeneratedRegex(@"(?:failed\.Add|RequestError\.Invalid|ErrorTexts\.Of)\(((?:[^()""]|""[^""]*"")*)\)")]
    private static partial Regex Use();

    [GeneratedRegex("\"([a-z0-9_]+)\"")]
    private static partial Regex Code();
}
