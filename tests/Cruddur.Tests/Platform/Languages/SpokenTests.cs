using System.IO.Compression;
using Cruddur.Platform.Operators;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.Outbox;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Languages;

/// <summary>In which language people are written to, where what they read is not the answer to their own request.</summary>
public sealed class SpokenTests(PostgresCluster cluster)
{
    [Theory]
    [InlineData("de", "en", "Setze ein neues Passwort", "Mit diesem Code setzt du ein neues Passwort für dein Konto @andrew", "Du bekommst diese Mail")]
    [InlineData("en", "de", "Set a new password", "This code sets a new password for your account @andrew", "You get this mail")]
    [InlineData(null, "de", "Setze ein neues Passwort", "Verrate ihn niemandem.", "Du bekommst diese Mail")]
    public async Task Mail_is_in_the_recipients_language_else_in_that_of_the_request(string? chosen, string asked, string subject, string text, string footer)
    {
        await using var app = await TestApp.StartAsync(cluster);
        if (chosen is not null) await app.SqlAsync("update users set language = $1 where uuid = $2", chosen, Andrew.Uuid);
        using var answer = await Speaking(app, asked).AskAsync("/api/auth/recover", ("email", Andrew.Email));
        Assert.Equal("{}", await answer.BodyAsync(200));
        var mail = await app.NewestMailAsync(Andrew.Email);
        Assert.Equal(subject, mail.Subject);
        Assert.Contains(text, mail.Text, StringComparison.Ordinal);
        Assert.Contains(footer, mail.Text, StringComparison.Ordinal);
        Assert.StartsWith($"<!doctype html><html lang=\"{chosen ?? asked}\">", await app.ValueAsync<string>("select html from platform.mails"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signs_up_in_German_is_written_to_in_German()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var answer = await Speaking(app, "de").SignUpAsync("delenn@example.com", "delenn");
        await answer.BodyAsync(200);
        var mail = await app.NewestMailAsync("delenn@example.com");
        Assert.Equal("Bestätige deine E-Mail-Adresse", mail.Subject);
        Assert.Contains("Willkommen bei Cruddur, @delenn.", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-CH,de;q=0.9,en;q=0.5", "de")]
    [InlineData("fr", "en")]
    public async Task Signing_in_notes_the_language(string browser, string noted)
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var answer = await Speaking(app, browser).SignInAsync(Andrew.Email, Password);
        await answer.BodyAsync(200);
        Assert.Equal(noted, await app.ValueAsync<string>("select language from users where uuid = $1", Andrew.Uuid));
    }

    [Fact]
    public async Task What_an_operator_does_is_told_in_the_persons_language()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set language = 'de' where uuid = $1", Andrew.Uuid);
        var person = await app.Part<Cruddur.Platform.Operators.Accounts>().FindAsync(Andrew.Uuid, CancellationToken.None);
        await app.Part<PasswordReset>().RunAsync(person!, isMailed: true, new(null, "operator"), CancellationToken.None);
        Assert.Contains("Wer dieses Cruddur betreibt", (await app.NewestMailAsync(Andrew.Email)).Text, StringComparison.Ordinal);
        Assert.Empty(person!.Marks);
    }

    [Fact]
    public async Task The_archive_is_in_the_language_in_which_it_was_asked_for()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var browser = await app.PagesAsync(Andrew);
        browser.Cookies["cruddur-language"] = "de";
        Assert.Contains("Mein Archiv erstellen", await browser.ReadAsync("/settings/data"), StringComparison.Ordinal);
        using var asked = await browser.SubmitAsync("/settings/data", new Dictionary<string, string>());
        await app.RunJobsAsync();
        browser.Cookies["cruddur-language"] = "en";
        var page = await browser.ReadAsync("/settings/data");
        var path = page.Split("href=\"").Select(part => part.Split('"')[0]).First(part => part.StartsWith("/settings/data/", StringComparison.Ordinal));
        using var download = await browser.OpenAsync(path);
        using var zip = new ZipArchive(new MemoryStream(await download.Content.ReadAsByteArrayAsync()));
        using var reader = new StreamReader(zip.GetEntry("cruddur/index.html")!.Open());
        var html = await reader.ReadToEndAsync();
        Assert.Contains("<html lang=\"de\">", html, StringComparison.Ordinal);
        Assert.Contains("<h2>Profil</h2>", html, StringComparison.Ordinal);
    }

    private static HttpClient Speaking(TestApp app, string languages)
    {
        var api = app.Api();
        api.DefaultRequestHeaders.Add("Accept-Language", languages);
        return api;
    }
}
