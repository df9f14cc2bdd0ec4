using System.Net;
using System.Net.Mail;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Mail;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Data.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Mail;

/// <summary>Mail on its way to a server that speaks SMTP, with all that servers do.</summary>
public sealed class SmtpTests(PostgresCluster cluster) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly NetworkCredential Account = new("cruddur@example.com", "kana rien/vogel");
    private static readonly Certificates Trusted = new("Mail authority");

    private readonly MovableClock clock = new();
    private NpgsqlDataSource source = null!;
    private Db db = null!;
    private JobQueue queue = null!;

    public async ValueTask InitializeAsync()
    {
        source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        (db, queue) = (new Db(source), new JobQueue(clock, now => Guid.CreateVersion7(now)));
        Trust();
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task A_mail_goes_over_encrypted_and_signed_in_as_text_and_as_a_page_and_leaves_nothing_behind()
    {
        using var certificate = Certificate(Trusted);
        await using var peer = new SmtpPeer(certificate, Account);
        var server = SmtpServer.Parse($"smtp://{Uri.EscapeDataString(Account.UserName)}:{Uri.EscapeDataString(Account.Password)}@localhost:{peer.Port}?starttls=required");
        Assert.Equal((1, 1), (await QueueAndRunAsync(server, "andrew@example.com", "Grüße 👋"), peer.Taken.Count));

        var taken = Assert.Single(peer.Taken);
        Assert.Equal(("hello@example.com", "andrew@example.com", true, Account.UserName), (taken.From, taken.To, taken.WasEncrypted, taken.User));
        Assert.Contains("multipart/alternative", taken.Text, StringComparison.Ordinal);
        Assert.Contains("text/plain; charset=utf-8", taken.Text, StringComparison.Ordinal);
        Assert.Contains("text/html; charset=utf-8", taken.Text, StringComparison.Ordinal);
        Assert.Contains("Subject: =?utf-8?", taken.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((0, 0), (await CountAsync("platform.mails"), await CountAsync("platform.jobs")));
    }

    [Fact]
    public async Task Nothing_is_said_to_a_server_that_does_not_encrypt_or_whose_certificate_nobody_vouches_for()
    {
        using var stranger = new Certificates("Somebody");
        using var foreign = Certificate(stranger);
        await using var open = new SmtpPeer(account: Account);
        await using var forged = new SmtpPeer(foreign, Account);
        foreach (var peer in new[] { open, forged })
        {
            var server = SmtpServer.Parse($"smtp://me:secret@localhost:{peer.Port}?starttls=required");
            Assert.Equal(0, await QueueAndRunAsync(server));
            Assert.Empty(peer.Taken);
            Assert.Equal(1, peer.Sessions);
        }
        Assert.Equal(2, await CountAsync("platform.mails"));
    }

    [Theory]
    [InlineData(nameof(SmtpTemper.Refuses))]
    [InlineData(nameof(SmtpTemper.IsBusy))]
    [InlineData(nameof(SmtpTemper.HangsUp))]
    public async Task What_the_server_does_not_take_comes_again_until_it_does(string temper)
    {
        await using var peer = new SmtpPeer { Temper = Enum.Parse<SmtpTemper>(temper) };
        var server = SmtpServer.Parse($"smtp://localhost:{peer.Port}");
        Assert.Equal(0, await QueueAndRunAsync(server));
        Assert.Equal(0, await RunAsync(server));
        Assert.Equal((1, 1), (peer.Sessions, (int)await CountAsync("platform.mails")));

        peer.Temper = SmtpTemper.Takes;
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await RunAsync(server));
        Assert.Single(peer.Taken);
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await RunAsync(server));
        Assert.Single(peer.Taken);
    }

    [Fact]
    public async Task A_dead_server_gets_its_mail_when_it_is_back()
    {
        int port;
        await using (var gone = new SmtpPeer()) port = gone.Port;
        var server = SmtpServer.Parse($"smtp://localhost:{port}");
        for (var number = 0; number < 3; number++) Assert.Equal(0, await QueueAndRunAsync(server, $"p{number}@example.com"));
        await using var back = new SmtpPeer(port: port);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, await RunAsync(server));
        Assert.Equal(["p0@example.com", "p1@example.com", "p2@example.com"], back.Taken.Select(mail => mail.To).Order());
    }

    [Fact]
    public async Task What_the_server_took_is_not_sent_again_though_it_hung_up_or_the_job_comes_twice()
    {
        await using var peer = new SmtpPeer { Temper = SmtpTemper.TakesAndHangsUp };
        var server = SmtpServer.Parse($"smtp://localhost:{peer.Port}");
        var mails = MailsTo(server);
        await mails.QueueAsync(db, Letter("andrew@example.com", "a"), None);
        await using var copy = source.CreateCommand("select payload::text from platform.jobs");
        var payload = JsonNode.Parse((string)(await copy.ExecuteScalarAsync())!)!.AsObject();
        Assert.Equal(1, await RunAsync(server));
        // As after a worker that died between the work and the note of it.
        await queue.AddAsync(db, Mails.Job, payload, null, null, None);
        Assert.Equal(1, await RunAsync(server));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await RunAsync(server));
        Assert.Single(peer.Taken);
    }

    [Fact]
    public async Task A_mail_that_nobody_takes_for_a_day_is_given_up()
    {
        await using var peer = new SmtpPeer { Temper = SmtpTemper.Refuses };
        var server = SmtpServer.Parse($"smtp://localhost:{peer.Port}");
        await QueueAndRunAsync(server);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await RunAsync(server));
        Assert.Equal((1, 0), (peer.Sessions, (int)await CountAsync("platform.jobs")));
    }

    [Theory]
    [InlineData("smtp://user:p%40ss@mail.example.com", "mail.example.com", 587, true, "p@ss")]
    [InlineData("smtp://mail.example.com:25?starttls=off", "mail.example.com", 25, false, null)]
    [InlineData("smtp://localhost:2525", "localhost", 2525, false, null)]
    [InlineData("smtp://127.0.0.1:2525?starttls=required", "127.0.0.1", 2525, true, null)]
    public void The_setting_is_a_URL(string url, string host, int port, bool isEncrypted, string? password)
    {
        var server = SmtpServer.Parse(url);
        Assert.Equal((host, port, isEncrypted, password), (server.Host, server.Port, server.IsEncrypted, server.Credentials?.Password));
        Assert.DoesNotContain("p@ss", server.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mail.example.com")]
    [InlineData("http://mail.example.com")]
    [InlineData("smtps://mail.example.com:465")]
    [InlineData("smtp://user@mail.example.com")]
    [InlineData("smtp://mail.example.com?starttls=maybe")]
    public void Anything_else_is_refused_with_what_to_write(string url) =>
        Assert.Contains("Write smtp://", Assert.Throws<Cruddur.Platform.SettingsException>(() => SmtpServer.Parse(url)).Message, StringComparison.Ordinal);

    private async Task<int> QueueAndRunAsync(SmtpServer server, string recipient = "andrew@example.com", string text = "Hello")
    {
        await MailsTo(server).QueueAsync(db, Letter(recipient, text), None);
        return await RunAsync(server);
    }

    private Task<int> RunAsync(SmtpServer server)
    {
        var handler = new JobHandler(Mails.Job, (_, job, ct) => MailsTo(server).SendAsync(job.Payload.GetProperty("uuid").GetGuid(), ct));
        return new JobWorker(db, queue, [handler], new ServiceCollection().BuildServiceProvider(), clock, NullLogger<JobWorker>.Instance).RunDueAsync(None);
    }

    private Mails MailsTo(SmtpServer server)
    {
        var settings = new MailSettings(server, new MailAddress("hello@example.com", "Cruddur"), new Uri("https://cruddur.example.com"), IsOutboxShown: false);
        return new Mails(db, queue, settings, clock, now => Guid.CreateVersion7(now), NullLogger<Mails>.Instance);
    }

    private async Task<long> CountAsync(string table)
    {
        await using var command = source.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Cruddur.Platform.Mail.Mail Letter(string recipient, string text) => new(recipient, text, text, $"<p>{text}</p>");

    private static X509Certificate2 Certificate(Certificates authority)
    {
        var (certificate, key) = authority.Issue(new CertificateWish());
        return X509Certificate2.CreateFromPem(certificate, key);
    }

#pragma warning disable SYSLIB0014 // The only way to tell SmtpClient of one more authority without changing the machine.
    private static void Trust() => ServicePointManager.ServerCertificateValidationCallback = (_, certificate, _, errors) =>
    {
        if (errors == SslPolicyErrors.None) return true;
        using var chain = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust } };
        chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(Trusted.Root));
        return errors == SslPolicyErrors.RemoteCertificateChainErrors && chain.Build(new X509Certificate2(certificate!));
    };
#pragma warning restore SYSLIB0014
}
