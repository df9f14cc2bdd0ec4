using System.Security.Cryptography.X509Certificates;
using Cruddur.Platform.Data.Connections;
using Cruddur.Tests.Cli;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Secrets;

/// <summary>Eight servers that are not to be believed, and how each mode of TLS meets them.</summary>
public sealed class TlsMatrixTests(TlsServer server) : IClassFixture<TlsServer>
{
    private const string Other = "Somebody else";

    /// <summary>A server's fault, the host by which it is reached, whether only verify-full can see it, and the reason that people read.</summary>
    private static readonly (string Fault, string Host, bool IsName, string Reason)[] Faults =
    [
        ("wrong CA", "localhost", false, $"the certificate was issued by '{Other}', which the CA in use does not vouch for"),
        ("wrong host", "localhost", true, "the certificate is for db.example and not for localhost"),
        ("expired", "localhost", false, "the certificate expired on 2"),
        ("not yet valid", "localhost", false, "the certificate is not valid before 2"),
        ("no TLS", "localhost", false, "the server offers no TLS"),
        ("self-signed", "localhost", false, "the certificate is self-signed"),
        ("not for servers", "localhost", false, "the certificate is not meant for servers (its extended key usage lacks serverAuth)"),
        ("wrong address", "127.0.0.1", true, "the certificate is for localhost and not for the address 127.0.0.1; connect by name"),
    ];

    [Fact]
    public async Task Each_wrong_server_is_refused_with_its_own_reason_in_every_mode_that_promises_it()
    {
        using var strangers = new Certificates(Other);
        var (wrongAccepts, wrongReasons) = (new List<string>(), new List<string>());
        foreach (var (fault, host, isName, reason) in Faults)
        {
            await server.ShowAsync(Make(fault, strangers));
            foreach (var (mode, hasRoot) in new[] { ("verify-full", true), ("verify-ca", true), ("require", true), ("require", false), ("verify-full", false) })
            {
                var verifies = hasRoot || mode != "require";
                var mustRefuse = fault == "no TLS" || (verifies && (!isName || mode == "verify-full" || !hasRoot));
                var line = await TryAsync(host, mode, hasRoot);
                if (line is null && mustRefuse) wrongAccepts.Add($"{fault} with {mode}");
                if (!mustRefuse) Assert.True(line is null, $"{fault} with {mode} is none of its business, but: {line}");
                // Without the authority's file it is the system store that does not know the authority.
                var expected = !hasRoot && isName ? "which the CA in use does not vouch for" : reason;
                if (line is not null && !(line.StartsWith($"CDB-016: TLS to {host} failed: ", StringComparison.Ordinal) && line.Contains(expected, StringComparison.Ordinal))) wrongReasons.Add($"{fault} with {mode}: {line}");
            }
        }
        Figures.Record(39, "wrong certificates accepted", wrongAccepts.Count, "0");
        Figures.Record(39, "wrong reasons told", wrongReasons.Count, "0");
        Assert.Empty(wrongAccepts);
        Assert.Empty(wrongReasons);
    }

    [Fact]
    public async Task The_right_server_is_accepted_in_every_mode_and_a_verb_tells_the_whole_line_of_a_wrong_one()
    {
        await server.ShowAsync(server.Authority.Issue(new CertificateWish()));
        foreach (var mode in new[] { "verify-full", "verify-ca", "require" }) Assert.Null(await TryAsync("localhost", mode, hasRoot: true));
        Assert.Null(await TryAsync("127.0.0.1", "verify-full", hasRoot: true));
        await server.ShowAsync(server.Authority.Issue(new CertificateWish { Name = "db.example" }));
        var run = await CliRun.Of(["db", "status", "--url", Url("localhost", "verify-full")], new() { ["CRUDDUR_DB_CA"] = server.RootFile });
        Assert.Equal(5, run.ExitCode);
        Assert.Equal($"CDB-016: TLS to localhost failed: the certificate is for db.example, 127.0.0.1 and not for localhost. sslmode is 'verify-full'; CA in use: {server.RootFile}.", run.Error.Trim());
    }

    [Fact]
    public void An_alias_is_told_as_such()
    {
        var (certificate, _) = server.Authority.Issue(new CertificateWish { Name = "db.real.example", Address = null });
        using var shown = X509Certificate2.CreateFromPem(certificate);
        var reason = TlsDiagnosis.Judge(shown, [], "db.alias.example", server.RootFile, checksName: true, _ => "db.real.example");
        Assert.Equal("db.alias.example is an alias (CNAME) of db.real.example, which the certificate is for; connect to that name", reason);
    }

    [Fact]
    public async Task A_protected_target_is_not_reached_without_TLS()
    {
        foreach (var mode in new[] { "disable", "allow", "prefer" })
        {
            var run = await CliRun.Of(["db", "status", "--target", "prod"], new() { ["PROD_CONNECTION_URL"] = $"postgres://u@db.example/d?sslmode={mode}" });
            Assert.Equal(5, run.ExitCode);
            Assert.Contains("[prod] CDB-016: TLS to db.example failed: the database is protected and this sslmode permits an unencrypted connection", run.Error, StringComparison.Ordinal);
        }
    }

    private (string, string)? Make(string fault, Certificates strangers) => fault switch
    {
        "wrong CA" => strangers.Issue(new CertificateWish()),
        "wrong host" => server.Authority.Issue(new CertificateWish { Name = "db.example", Address = null }),
        "expired" => server.Authority.Issue(new CertificateWish { FromDays = -30, ToDays = -1 }),
        "not yet valid" => server.Authority.Issue(new CertificateWish { FromDays = 1, ToDays = 30 }),
        "self-signed" => Certificates.SelfSigned(new CertificateWish()),
        "not for servers" => server.Authority.Issue(new CertificateWish { Usage = "1.3.6.1.5.5.7.3.2" }),
        "wrong address" => server.Authority.Issue(new CertificateWish { Address = null }),
        _ => null,
    };

    private string Url(string host, string mode) => $"postgres://postgres@{host}:{server.Port}/postgres?sslmode={mode}";

    /// <summary>The line of the refusal, or null when the connection was made.</summary>
    private async Task<string?> TryAsync(string host, string mode, bool hasRoot)
    {
        var settings = new Dictionary<string, string> { ["CRUDDUR_DB_CA"] = hasRoot ? server.RootFile : "system" };
        var choice = new DatabaseChoice("local", Url(host, mode), "", settings.GetValueOrDefault, TimeProvider.System, "/nowhere");
        var target = await DatabaseTarget.ResolveAsync(choice, default);
        await using var database = await OpenDatabase.OpenAsync(target, ConnectionProfile.Migration, "test", null, default);
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync();
            return null;
        }
        catch (NpgsqlException error)
        {
            return database.Explain(error)?.Message ?? error.Message;
        }
    }
}
