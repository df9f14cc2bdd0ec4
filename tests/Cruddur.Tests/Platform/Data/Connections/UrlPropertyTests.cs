using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Tests.Fixtures;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Connections;

public class UrlPropertyTests
{
    private static readonly string[] Awkward = ["%", "+", "@", ":", "/", "?", "#", "&", ";", "'", "\"", "\\", " ", "\n", "[", "]", ",", "é", "日本", "🐘", "\u0301", "\u200f"];

    private static readonly Config Size = Config.QuickThrowOnFailure.WithMaxTest(Figures.Full ? 100_000 : 300);

    internal static readonly Gen<string> Text = Gen.OneOf(
            Gen.Elements(Awkward),
            Gen.Choose(1, 0x10FFFF).Where(c => c is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32),
            Gen.Choose('a', 'z').Select(char.ConvertFromUtf32))
        .NonEmptyListOf().Select(string.Concat).Where(t => !t.EndsWith('\n'));

    private static readonly Gen<string> DatabaseName = Text.Where(t => !t.Contains('=') && !t.Contains("://"));

    private static readonly Arbitrary<(string User, string Password, string Database)> Triples =
        (from user in Text from password in Text from database in DatabaseName select (user, password, database)).ToArbitrary();

    private static readonly Arbitrary<(string Url, string Secret)> Secrets =
        (from lead in Gen.Elements(Awkward)
         from body in Gen.Choose('0', '9').Select(c => (char)c).ArrayOf(12).Select(c => new string(c))
         from middle in Gen.Elements(Awkward)
         from shape in Gen.Elements(
             "postgres://u:{0}@db.example/d", "postgres://u:{0}@db.example/d?sslmod=1", "postgres://u:{0}@db.example?sslmode=x",
             "postgres://u:{0}@a.example:1,b.example/d?port=1,2,3", "postgres://u@db.example/d?password={0}", "postgres://db.example/d?sslpassword={0}&x=1",
             "mysql://u:{0}@db.example/d", "Host=db;Password={0}", "postgres://u:{0}@", "postgres://u@db.example/d?{0}", "postgres://u:1/x?a={0}@db.example/d",
             "postgres://u:{0}@localhost/d?port=1&port=2&ssl=true&sslrootcert=/x&sslmode=prefer")
         select (Url: shape.Replace("{0}", lead + "Z" + body[..6] + middle + body), Secret: body)).ToArbitrary();

    private static readonly string?[] Modes = [null, "disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    private static readonly Arbitrary<(string Url, string? Mode, string? Root, bool Ssl, bool HasAmbient)> Promises =
        (from mode in Gen.Elements(Modes)
         from root in Gen.Elements(null, "system", "/ca.pem")
         from ssl in Gen.Elements("", "ssl=true", "requiressl=1")
         from ambient in Gen.Elements(true, false)
         from host in Gen.Elements("db.example", "127.0.0.1", "localhost,db.example", "ep-x-pooler.eu.neon.tech", "db.example:6432")
         from rest in Gen.Elements("", "channel_binding=require", "pgbouncer=true", "application_name=x")
         let query = new[] { mode is null ? "" : $"sslmode={mode}", root is null ? "" : $"sslrootcert={root}", ssl, rest }.Where(part => part.Length > 0)
         select (Url: $"postgres://u:p@{host}/d?{string.Join('&', query)}", Mode: mode, Root: root, Ssl: ssl.Length > 0, HasAmbient: ambient)).ToArbitrary();

    /// <summary>libpq's own rules, from its manual: what a URL promises must be what the driver is told, or more.</summary>
    [Fact]
    public void No_url_loses_protection_on_its_way_to_the_driver()
    {
        var (seen, weaker) = (0, new List<string>());
        Prop.ForAll(Promises, promise =>
        {
            var ambient = Machine.Plain with { RootCertificate = promise.HasAmbient ? "/ambient.pem" : null };
            var promised = Array.IndexOf(Modes, promise.Mode ?? "prefer");
            if (promise.Ssl) promised = Math.Max(promised, Array.IndexOf(Modes, "require"));
            var hasAuthority = promise.Root is not null || promise.HasAmbient;
            if (promised == Array.IndexOf(Modes, "require") && hasAuthority) promised = Array.IndexOf(Modes, "verify-ca");
            if (promise.Root == "system") promised = Array.IndexOf(Modes, "verify-full");
            seen++;
            try
            {
                var url = ConnectionUrl.Parse(promise.Url, ambient);
                var driver = new NpgsqlConnectionStringBuilder(url.ToNpgsql(url.Detected));
                var told = Array.IndexOf(Modes, UrlTls.NameOf(driver.SslMode));
                if (told < promised || (promise.Root == "/ca.pem" && told >= Array.IndexOf(Modes, "verify-ca") && driver.RootCertificate != "/ca.pem")) weaker.Add(promise.Url);
                var written = UrlOutput.Of(url, url.Detected, "libpq", null, reveal: true).Text;
                if (Array.IndexOf(Modes, Machine.Parse(written).SslMode) < promised) weaker.Add($"{promise.Url} as {written}");
            }
            catch (DatabaseException refused) when (refused.Code is "CDB-003" or "CDB-016")
            {
                // Nothing is connected, so nothing is weaker.
            }
        }).Check(Size);
        Figures.Record(40, "silent security downgrades", weaker.Count, "0");
        Assert.True(seen >= 300);
        Assert.Empty(weaker);
    }

    [Fact]
    public void A_formatted_url_parses_to_the_same_value()
    {
        Prop.ForAll(Triples, Matches).Check(Size);
        Figures.Record(40, "URLs that did not survive conversion", 0, "0");
    }

    private static void Matches((string User, string Password, string Database) t)
    {
        var text = $"postgres://{Uri.EscapeDataString(t.User)}:{Uri.EscapeDataString(t.Password)}@[2001:db8::1]:5433,b.example/{Uri.EscapeDataString(t.Database)}" +
            $"?connect_timeout=9&options={Uri.EscapeDataString("-c a=" + t.Password)}";
        var url = Machine.Parse(text);
        var driver = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = url.ToNpgsql(url.Detected) };

        Assert.Equal((t.User, t.Database), (url.Username, url.Database));
        Assert.Equal((t.User, t.Password, t.Database), (driver["Username"], driver["Password"], driver["Database"]));
        Assert.Equal(url, Machine.Parse(url.Format()));
        Assert.Equal(url.Format(), Machine.Parse(url.Format()).Format());
    }

    [Fact]
    public void Every_accepted_url_of_the_golden_file_survives_formatting()
    {
        var accepted = 0;
        foreach (var text in UrlGoldenTests.Urls())
        {
            if (Record.Exception(() => Machine.Parse(text)) is DatabaseException)
                continue;
            accepted++;
            var url = Machine.Parse(text);
            Assert.Equal(url, Machine.Parse(url.Format()));
        }

        Assert.InRange(accepted, 60, int.MaxValue);
    }

    [Fact]
    public void Nothing_but_the_driver_string_and_Format_shows_a_secret() => Prop.ForAll(Secrets, s =>
    {
        var shown = new List<string>();
        try
        {
            var url = Machine.Parse(s.Url);
            shown.AddRange([url.Redacted, url.ToString(), url.Host, url.Username, .. url.Warnings]);
            foreach (var failure in new[] { Record.Exception(url.RequireEncryption), Record.Exception(() => url.ToNpgsql(url.Detected, iam: true)) })
                shown.Add(failure?.ToString() ?? "");
        }
        catch (DatabaseException refusal)
        {
            shown.Add(refusal.ToString());
        }

        Assert.DoesNotContain(shown, text => text.Contains(s.Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(shown, text => text.Contains("Z" + s.Secret[..6], StringComparison.Ordinal));
    }).Check(Size);
}
