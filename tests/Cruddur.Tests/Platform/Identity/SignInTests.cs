using System.Text;
using Cruddur.Tests.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity;

public sealed class SignInTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("andrew@example.com")]
    [InlineData("ANDREW@Example.COM")]
    [InlineData("  andrew@example.com ")]
    [InlineData("Andrew")]
    public async Task The_right_password_gives_a_token_that_works(string email)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = app.Api();
        using var answer = await api.SignInAsync(email, Password);
        var signedIn = (await answer.JsonAsync()).AsObject();
        Assert.Equal(["token", "expires_at", "user"], signedIn.Select(field => field.Key));
        Assert.Equal("2026-05-30T12:00:00.000000Z", signedIn["expires_at"]!.GetValue<string>());
        Assert.Equal($$"""{"uuid":"{{Andrew.Uuid}}","handle":"andrew","display_name":"Andrew Brown"}""", signedIn["user"]!.ToJsonString());
        var token = signedIn["token"]!.GetValue<string>();
        Assert.Equal(43, token.Length);
        api.DefaultRequestHeaders.Authorization = new("bearer", token);
        Assert.Equal("andrew", (await api.PostCrudAsync("hello")).Handle);
        // Only its hash is kept.
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from platform.sessions where encode(token_sha256, 'escape') like '%' || $1 || '%'", token));
    }

    [Theory]
    [InlineData("andrew@example.com", "wrong", 401, "{}")]
    [InlineData("andrew@example.com", "Correct Horse Battery Staple", 401, "{}")]
    [InlineData("andrew@example.com", "correct horse battery staple ", 401, "{}")]
    [InlineData("nobody@example.com", "correct horse battery staple", 401, "{}")]
    [InlineData("bayk", "correct horse battery staple", 401, "{}")]
    [InlineData("", "x", 422, """["email_blank"]""")]
    [InlineData("  ", "x", 422, """["email_blank"]""")]
    [InlineData("andrew@example.com", "", 422, """["password_blank"]""")]
    [InlineData(null, null, 422, """["email_blank","password_blank"]""")]
    [InlineData("\u0000", "x", 422, """["email_blank"]""")]
    [InlineData("andrew@example.com\u0000", "x", 401, "{}")]
    [InlineData("%@example.com", "correct horse battery staple", 401, "{}")]
    [InlineData("' or 1=1 --", "x", 401, "{}")]
    public async Task Anything_else_gives_none(string? email, string? password, int status, string body)
    {
        var app = shared.App;
        using var answer = await app.Api().SignInAsync(email, password);
        Assert.Equal(body, await answer.BodyAsync(status));
        Assert.Equal(0, await app.CountAsync("platform.sessions"));
    }

    [Fact]
    public async Task Unknown_people_and_wrong_passwords_look_the_same()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var answers = new List<string>();
        foreach (var email in new[] { Andrew.Email, "nobody@example.com" })
        {
            using var answer = await app.Api().SignInAsync(email, "wrong");
            var headers = answer.Headers.Where(header => header.Key != "Date").SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}"));
            answers.Add($"{answer.StatusCode} {string.Join("; ", headers)} {await answer.Content.ReadAsStringAsync()}");
        }
        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task Passwords_are_never_cut()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var longest = new string('x', 1024);
        await app.SqlAsync("update platform.credentials set password_hash = $1 where user_uuid = $2", Hashing().Create(longest), Andrew.Uuid);
        using var right = await app.Api().SignInAsync(Andrew.Email, longest);
        await right.BodyAsync(200);
        foreach (var wrong in new[] { longest[..1023], longest[..72], longest + "x", new string('x', 2048) })
        {
            using var answer = await app.Api().SignInAsync(Andrew.Email, wrong);
            await answer.BodyAsync(401);
        }
    }

    [Fact]
    public async Task A_password_of_2_kB_is_never_right_even_where_it_is_the_one()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var tooLong = new string('x', 2048);
        await app.SqlAsync("update platform.credentials set password_hash = $1 where user_uuid = $2", Hashing().Create(tooLong), Andrew.Uuid);
        using var answer = await app.Api().SignInAsync(Andrew.Email, tooLong);
        await answer.BodyAsync(401);
    }

    [Fact]
    public async Task A_hash_with_fewer_rounds_is_replaced_when_its_password_comes()
    {
        await using var app = await TestApp.StartAsync(cluster, new Cruddur.Platform.Identity.PasswordHash());
        var weak = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 })).HashPassword(app, Password);
        await app.SqlAsync("update platform.credentials set password_hash = $1 where user_uuid = $2", weak, Andrew.Uuid);
        Task<string> HashAsync() => app.ValueAsync<string>("select password_hash from platform.credentials where user_uuid = $1", Andrew.Uuid);

        using var wrong = await app.Api().SignInAsync(Andrew.Email, "wrong");
        await wrong.BodyAsync(401);
        Assert.Equal(weak, await HashAsync());

        using var right = await app.Api().SignInAsync(Andrew.Email, Password);
        await right.BodyAsync(200);
        var strong = Convert.FromBase64String(await HashAsync());
        // Version, pseudo-random function (2 is HMAC-SHA512), rounds; all big-endian.
        Assert.Equal(2u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(strong.AsSpan(1)));
        Assert.Equal(210_000u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(strong.AsSpan(5)));
        using var again = await app.Api().SignInAsync(Andrew.Email, Password);
        await again.BodyAsync(200);
    }

    [Theory]
    [InlineData(199)]
    [InlineData(5000)]
    public async Task A_strange_user_agent_does_not_keep_anybody_out(int length)
    {
        await using var app = await TestApp.StartAsync(cluster);
        // The emoji straddles the place where the text is cut.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/signin")
        {
            Content = new StringContent($$"""{"email":"andrew@example.com","password":"{{Password}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", new string('a', length) + "😀");
        using var answer = await app.Api().SendAsync(request);
        await answer.BodyAsync(200);
    }
}
