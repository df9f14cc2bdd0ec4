using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity.Cognito;

public sealed class PostConfirmationTests(PostgresCluster cluster)
{
    private const string Path = "/events/cognito/post-confirmation";
    private static readonly CognitoSettings Settings = new("eu-central-1", "eu-central-1_Tests", "client1") { TriggerSecret = CognitoLocal.TriggerSecret, TriggerFunction = "cruddur-events" };

    [Fact]
    public async Task The_pools_own_trigger_makes_the_row_before_the_person_signs_in()
    {
        await using var pool = new CognitoLocal();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await pool.StartAsync(app.Address);
        app.Clock.MoveTo(TimeProvider.System.GetUtcNow());
        var sub = await pool.SignUpAsync("vir@example.com", "Londo-and-Vir-1", "vir", "Vir Cotto");
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from users where cognito_user_id = $1", sub));
        await pool.ConfirmAsync("vir@example.com");
        Assert.Equal("vir|Vir Cotto|vir@example.com", await app.ValueAsync<string>("select handle || '|' || display_name || '|' || email from users where cognito_user_id = $1", sub));

        // So does the trigger after a forgotten password, which is no sign-up.
        await app.SqlAsync("delete from users where cognito_user_id = $1", sub);
        await pool.CallAsync("ForgotPassword", new JsonObject { ["ClientId"] = CognitoLocal.Client, ["Username"] = "vir@example.com" });
        await pool.CallAsync("ConfirmForgotPassword", new JsonObject
        {
            ["ClientId"] = CognitoLocal.Client,
            ["Username"] = "vir@example.com",
            ["Password"] = "Londo-and-Vir-2",
            ["ConfirmationCode"] = pool.Code("vir@example.com"),
        });
        Assert.Equal(3, await app.CountAsync("users"));
    }

    [Fact]
    public async Task The_event_is_the_answer_and_a_repetition_changes_nothing_but_the_address()
    {
        await using var app = await TestApp.StartAsync(cluster, Settings);
        var first = Event("sub-1", "vir@example.com", "vir", "Vir Cotto");
        using var answer = await SendAsync(app, first);
        Assert.Equal(first, await answer.BodyAsync(200));
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        await app.SqlAsync("update users set display_name = 'Ambassador' where cognito_user_id = 'sub-1'");
        using var again = await SendAsync(app, Event("sub-1", "new@example.com", "other", "Other"));
        await again.BodyAsync(200);
        Assert.Equal("vir|Ambassador|new@example.com", await app.ValueAsync<string>("select handle || '|' || display_name || '|' || email from users where cognito_user_id = 'sub-1'"));
    }

    [Fact]
    public async Task Three_at_once_late_reordered_and_cut_off_at_each_step_make_one_person()
    {
        await using var app = await TestApp.StartAsync(cluster, Settings);
        var most = 0L;
        async Task CountAsync(string sub) => most = Math.Max(most, await app.ValueAsync<long>("select count(*) from users where cognito_user_id = $1", sub));

        // Ten people, each event three times, in no order.
        var events = Enumerable.Range(0, 30).Select(number => Event($"sub-{number % 10}", $"p{number % 10}@example.com", "same", "Same")).ToArray();
        Random.Shared.Shuffle(events);
        var answers = await Task.WhenAll(events.Select(body => SendAsync(app, body)));
        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        for (var number = 0; number < 10; number++) await CountAsync($"sub-{number}");
        Assert.Equal(10, await app.ValueAsync<long>("select count(*) from users where cognito_user_id like 'sub-%'"));

        // The connection breaks at each request in turn, before and after PostgreSQL has it; the event comes again.
        foreach (var deliver in new[] { true, false })
        {
            for (var (cutAt, requests) = (1, int.MaxValue); cutAt <= requests; cutAt++)
            {
                var profile = new CognitoProfile($"cut-{deliver}-{cutAt}", $"cut-{deliver}-{cutAt}@example.com", "Cut", "cut");
                await using (var proxy = new CuttingProxy(cluster.Port, cutAt, deliver))
                {
                    await using var broken = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(app.ConnectionString) { Port = proxy.Port, Pooling = false });
                    await TryAsync(new CognitoPeople(new Db(broken), app.Clock, Guid.CreateVersion7), profile);
                    requests = proxy.Requests;
                }
                for (var turn = 0; turn < 3; turn++)
                {
                    using var late = await SendAsync(app, Event(profile.Sub, profile.Email!, "cut", "Cut"));
                    await late.BodyAsync(200);
                }
                await CountAsync(profile.Sub);
            }
        }
        var effects = await app.ValueAsync<long>("select count(*) from platform.cognito_people") - await app.ValueAsync<long>("select count(*) from users where cognito_user_id is not null");
        Figures.Record(19, "users per sub", most, "1");
        Figures.Record(19, "side effects beyond one", effects + await app.CountAsync("platform.mails"), "0");
        Assert.Equal((1, 0), (most, effects));
        Assert.Equal(0, await app.CountAsync("platform.mails"));
    }

    [Theory]
    [InlineData("PostConfirmation_ConfirmForgotPassword")]
    [InlineData("PostConfirmation_AdminConfirmSignUp")]
    [InlineData("PreSignUp_SignUp")]
    [InlineData("PostAuthentication_Authentication")]
    [InlineData("")]
    public async Task Other_events_are_answered_and_make_nobody(string source)
    {
        await using var app = await TestApp.StartAsync(cluster, Settings);
        var (users, mails) = (await app.CountAsync("users"), await app.CountAsync("platform.mails"));
        var body = Event("sub-1", "vir@example.com", "vir", "Vir", source: source);
        using var answer = await SendAsync(app, body);
        Assert.Equal(body, await answer.BodyAsync(200));
        var added = await app.CountAsync("users") - users + await app.CountAsync("platform.mails") - mails;
        if (source == "PostConfirmation_ConfirmForgotPassword") Figures.Record(20, "new users and mails", added, "0");
        Assert.Equal(0, added);
    }

    [Fact]
    public async Task A_taken_handle_gives_a_free_one_and_a_taken_address_binds_nobody()
    {
        await using var app = await TestApp.StartAsync(cluster, Settings);
        await app.SqlAsync("insert into platform.handles (handle, user_uuid, kept_until) values ('andrew_2', $1, $2)", Bayko.Uuid, app.Now.AddDays(1));
        using var answer = await SendAsync(app, Event("sub-1", Andrew.Email.ToUpperInvariant(), "andrew", "Another Andrew"));
        await answer.BodyAsync(200);
        Assert.Equal("andrew_3", await app.ValueAsync<string>("select handle from users where cognito_user_id = 'sub-1'"));
        Assert.EndsWith("@cognito.invalid", await app.ValueAsync<string>("select email from users where cognito_user_id = 'sub-1'"), StringComparison.Ordinal);
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from users where handle = 'andrew' and cognito_user_id is null"));

        // When the other account lets go of the address, the next event brings it.
        await app.SqlAsync("update users set email = 'elsewhere@example.com' where handle = 'andrew'");
        using var later = await SendAsync(app, Event("sub-1", Andrew.Email, "andrew", "Another Andrew"));
        await later.BodyAsync(200);
        Assert.Equal(Andrew.Email, await app.ValueAsync<string>("select email from users where cognito_user_id = 'sub-1'"));
    }

    [Theory]
    [InlineData("", "", "person_2")]
    [InlineData(null, null, "person_2")]
    [InlineData("x", "Ünïcode Näme", "unicode_name")]
    [InlineData("日本語", "😀", "person_2")]
    [InlineData("A-Name.That Goes On And On And On", "N", "a_name_that_goes_on")]
    [InlineData("'; drop table users; --", "Bobby Tables", "drop_table_users")]
    [InlineData("nul\0nul", "Nul\0", "nulnul")]
    public async Task Whatever_people_call_themselves_sign_up_works(string? wished, string? name, string handle)
    {
        await using var app = await TestApp.StartAsync(cluster, Settings);
        using var answer = await SendAsync(app, Event("sub-1", "vir@example.com", wished, name));
        await answer.BodyAsync(200);
        Assert.Equal(handle, await app.ValueAsync<string>("select handle from users where cognito_user_id = 'sub-1'"));
    }

    [Fact]
    public async Task Events_of_anybody_else_are_refused()
    {
        await using var app = await TestApp.StartAsync(cluster, Settings);
        var (body, now) = (Event("sub-1", "vir@example.com", "vir", "Vir"), app.Now.ToUnixTimeSeconds());
        string Signed(long at, string secret = CognitoLocal.TriggerSecret, string? content = null) =>
            string.Create(CultureInfo.InvariantCulture, $"t={at},v1={TriggerCaller.Sign(secret, at, Encoding.UTF8.GetBytes(content ?? body))}");
        string?[] headers =
        [
            null, "", "t=,v1=", "x", Signed(now, "another-secret-of-the-tests-with-characters"), Signed(now, content: body + " "), Signed(now - 301), Signed(now + 301),
            Signed(now) + ",v1=", Signed(now).Replace("v1=", "v0=", StringComparison.Ordinal), $"t={now},v1={new string('0', 64)}", $"t=99999999999999999,v1={new string('0', 64)}",
        ];
        foreach (var header in headers)
        {
            using var answer = await SendAsync(app, body, header ?? "");
            await answer.BodyAsync(403);
        }
        using var forged = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(body) };
        forged.Headers.Add("x-amzn-lambda-context", LambdaContext("cruddur-events"));
        forged.Headers.Add("x-amzn-request-context", "null");
        using var asLambda = await app.Api().SendAsync(forged);
        await asLambda.BodyAsync(403);
        foreach (var other in new[] { "", "[]", "{}", "null", body[..^1], body.Replace("\"userPoolId\"", "\"userPoolId\":\"x\",\"userPoolId\"", StringComparison.Ordinal) })
        {
            using var answer = await SendAsync(app, other);
            await answer.BodyAsync(400);
        }
        using var otherPool = await SendAsync(app, body.Replace(Settings.UserPoolId, "eu-central-1_Other", StringComparison.Ordinal));
        await otherPool.BodyAsync(403);
        Assert.Equal(3, await app.CountAsync("users"));
    }

    [Theory]
    [InlineData("cruddur-events", "127.0.0.1", "cruddur-events", "null", true)]
    [InlineData("cruddur-events", "::1", "cruddur-events", "\"PassThrough\"", true)]
    [InlineData("cruddur-events", "127.0.0.1", "cruddur-events", "{\"http\":{}}", false)]
    [InlineData("cruddur-events", "127.0.0.1", "another", "null", false)]
    [InlineData("cruddur-events", "192.0.2.1", "cruddur-events", "null", false)]
    [InlineData("another", "127.0.0.1", "cruddur-events", "null", false)]
    [InlineData(null, "127.0.0.1", "cruddur-events", "null", false)]
    public void On_Lambda_only_the_invocations_of_the_named_function_are_events(string? runsAs, string from, string invoked, string inlet, bool isTaken)
    {
        var caller = new TriggerCaller(Settings, TimeProvider.System) { RunsAs = runsAs };
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(from);
        context.Request.Headers["x-amzn-lambda-context"] = LambdaContext(invoked);
        context.Request.Headers["x-amzn-request-context"] = inlet;
        var refused = Record.Exception(() => caller.CheckEvent(context.Request, []));
        Assert.Equal(isTaken, refused is null);
    }

    [Fact]
    public async Task Without_a_pool_there_is_nothing_here()
    {
        await using var app = await TestApp.StartAsync(cluster);
        foreach (var path in new[] { Path, "/2015-03-31/functions/cruddur/invocations" })
        {
            using var answer = await app.Api().PostJsonAsync(path, Event("sub-1", "vir@example.com", "vir", "Vir"));
            await answer.BodyAsync(404);
        }
    }

    private static string LambdaContext(string function) => new JsonObject { ["invoked_function_arn"] = $"arn:aws:lambda:eu-central-1:123456789012:function:{function}" }.ToJsonString();

    private static string Event(string sub, string email, string? handle, string? name, string source = "PostConfirmation_ConfirmSignUp")
    {
        var attributes = new JsonObject { ["sub"] = sub, ["cognito:user_status"] = "CONFIRMED", ["email_verified"] = "true", ["email"] = email };
        if (handle is not null) attributes["preferred_username"] = handle;
        if (name is not null) attributes["name"] = name;
        return new JsonObject
        {
            ["version"] = "1",
            ["region"] = Settings.Region,
            ["userPoolId"] = Settings.UserPoolId,
            ["userName"] = sub,
            ["callerContext"] = new JsonObject { ["awsSdkVersion"] = "aws-sdk-unknown-unknown", ["clientId"] = Settings.ClientId },
            ["triggerSource"] = source,
            ["request"] = new JsonObject { ["userAttributes"] = attributes },
            ["response"] = new JsonObject(),
        }.ToJsonString();
    }

    private static Task<HttpResponseMessage> SendAsync(TestApp app, string body, string? signature = null)
    {
        var at = app.Now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        signature ??= string.Create(CultureInfo.InvariantCulture, $"t={at},v1={TriggerCaller.Sign(CognitoLocal.TriggerSecret, at, Encoding.UTF8.GetBytes(body))}");
        request.Headers.TryAddWithoutValidation(TriggerCaller.SignatureHeader, signature);
        return app.Api().SendAsync(request);
    }

    private static async Task TryAsync(CognitoPeople people, CognitoProfile profile)
    {
        try
        {
            await people.EnsureAsync(profile, CancellationToken.None);
        }
        catch (DbError)
        {
            // Cut off for good; what counts is the next event.
        }
    }
}
