using System.Text;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Mail;
using Cruddur.Platform.Web;
using Cruddur.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Mail;

/// <summary>Mail reaches a server that speaks SMTP, later when it must, and is kept until then.</summary>
public sealed class SmtpTests(PostgresCluster cluster) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Cruddur.Platform.Mail.Mail Hello = new("andrew@example.com", "Grüße", "Wie geht’s?\n.\nDein Cruddur\n", "<p>Wie geht’s?</p>");

    private readonly MovableClock clock = new();
    private NpgsqlDataSource source = null!;

    public async ValueTask InitializeAsync() => source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task A_mail_arrives_whole_and_is_kept_no_longer()
    {
        await using var peer = new SmtpPeer();
        var (mails, worker) = Post($"smtp://me:p%40ss@127.0.0.1:{peer.Port}");
        await QueueAsync(mails, Hello);
        Assert.Equal(1, await worker.RunDueAsync(None));
        var taken = Assert.Single(peer.Taken);
        Assert.Contains("To: andrew@example.com", taken, StringComparison.Ordinal);
        Assert.Contains("Subject: =?utf-8?B?R3LDvMOfZQ==?=", taken, StringComparison.Ordinal);
        Assert.Contains("multipart/alternative", taken, StringComparison.Ordinal);
        Assert.Contains("Message-ID: <", taken, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes("p@ss")), peer.Commands);
        Assert.Equal((0L, 0L), (await CountAsync("mails"), await CountAsync("jobs")));
    }

    [Fact]
    public async Task A_server_that_is_away_gets_it_when_it_is_back()
    {
        var peer = new SmtpPeer();
        var (mails, worker) = Post($"smtp://127.0.0.1:{peer.Port}");
        await peer.DisposeAsync();
        await QueueAsync(mails, Hello);
        Assert.Equal(0, await worker.RunDueAsync(None));
        Assert.Equal((1L, 1L), (await CountAsync("mails"), await CountAsync("jobs")));
        clock.Advance(TimeSpan.FromSeconds(5));
        await using var back = new SmtpPeer();
        Assert.Equal(1, await Post($"smtp://127.0.0.1:{back.Port}").Worker.RunDueAsync(None));
        Assert.Single(back.Taken);
    }

    [Fact]
    public async Task A_refused_recipient_is_tried_until_the_mail_is_worthless_and_never_again()
    {
        await using var peer = new SmtpPeer { Refusal = "550 no such mailbox" };
        var (mails, worker) = Post($"smtp://127.0.0.1:{peer.Port}");
        await QueueAsync(mails, Hello);
        Assert.Equal(0, await worker.RunDueAsync(None));
        Assert.Empty(peer.Taken);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await worker.RunDueAsync(None));
        Assert.Empty(peer.Taken);
        Assert.Equal(0, await CountAsync("jobs"));
    }

    [Fact]
    public async Task A_mail_whose_receipt_was_lost_carries_the_same_id_when_it_comes_again()
    {
        await using var peer = new SmtpPeer { BreaksAfterData = true };
        var (mails, worker) = Post($"smtp://127.0.0.1:{peer.Port}");
        await QueueAsync(mails, Hello);
        Assert.Equal(0, await worker.RunDueAsync(None));
        peer.BreaksAfterData = false;
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await worker.RunDueAsync(None));
        Assert.Equal(2, peer.Taken.Count);
        Assert.Single(peer.Taken.Select(IdOf).Distinct());
    }

    [Fact]
    public async Task Nothing_is_said_to_a_server_that_cannot_prove_who_it_is_or_does_not_encrypt()
    {
        using var certificate = SmtpPeer.SelfSigned();
        await using var impostor = new SmtpPeer { Certificate = certificate };
        await using var open = new SmtpPeer();
        foreach (var peer in new[] { impostor, open })
        {
            var (mails, worker) = Post($"smtp://me:secret@127.0.0.1:{peer.Port}?starttls=required");
            await QueueAsync(mails, Hello);
            await worker.RunDueAsync(None);
            Assert.NotEmpty(peer.Commands);
            Assert.Empty(peer.Taken);
            Assert.DoesNotContain(peer.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));
            clock.Advance(TimeSpan.FromDays(1));
        }
    }

    [Theory]
    [InlineData("smtp://mail.example.com", 587, true, null)]
    [InlineData("smtp://mail.example.com:25?starttls=off", 25, false, null)]
    [InlineData("smtp://me:p%40ss@mail.example.com:2525", 2525, true, "p@ss")]
    [InlineData("smtp://localhost:1025", 1025, false, null)]
    public void Servers_are_named_by_urls(string url, int port, bool isEncrypted, string? password)
    {
        var server = SmtpServer.Parse(url);
        Assert.Equal((port, isEncrypted, password), (server.Port, server.IsEncrypted, server.Credentials?.Password));
        Assert.DoesNotContain("p@ss", server.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtps://mail.example.com", "implicit TLS")]
    [InlineData("mail.example.com", "not the address")]
    [InlineData("http://mail.example.com", "not the address")]
    [InlineData("smtp://me@mail.example.com", "names a user and no password")]
    [InlineData("smtp://mail.example.com?tls=no", "unknown parameter")]
    public void Anything_else_is_refused_without_repeating_it(string url, string why)
    {
        var refused = Assert.Throws<SettingsException>(() => SmtpServer.Parse(url));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private static string IdOf(string mail) => mail.Split('\n').Single(line => line.StartsWith("Message-ID", StringComparison.OrdinalIgnoreCase));

    private (Mails Mails, JobWorker Worker) Post(string url)
    {
        var (db, queue) = (new Db(source), new JobQueue(clock, now => Guid.CreateVersion7(now)));
        var settings = new MailSettings(SmtpServer.Parse(url), new("cruddur@example.com", "Cruddur"), new Site(new Uri("https://cruddur.example.com")), IsOutboxShown: false);
        var mails = new Mails(db, queue, settings, clock, now => Guid.CreateVersion7(now), NullLogger<Mails>.Instance);
        var handler = new JobHandler(Mails.Job, (_, job, ct) => mails.SendAsync(job.Payload.GetProperty("uuid").GetGuid(), ct));
        return (mails, new JobWorker(db, queue, [handler], new ServiceCollection().BuildServiceProvider(), clock, NullLogger<JobWorker>.Instance));
    }

    private Task QueueAsync(Mails mails, Cruddur.Platform.Mail.Mail mail) =>
        new Db(source).InTransactionAsync(async transaction => { await mails.QueueAsync(transaction, mail.Recipient, _ => mail, None); return 0; }, None);

    private async Task<long> CountAsync(string table)
    {
        await using var command = source.CreateCommand($"select count(*) from platform.{table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
