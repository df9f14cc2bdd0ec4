using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cruddur.Tests.Fixtures;

/// <summary>What a server does with the next mail.</summary>
internal enum SmtpTemper
{
    Takes,

    /// <summary>550 for every recipient.</summary>
    Refuses,

    /// <summary>451 after the text.</summary>
    IsBusy,

    /// <summary>Hangs up when it has the text, and has not taken it.</summary>
    HangsUp,

    /// <summary>Takes the text, says so, and hangs up without farewell.</summary>
    TakesAndHangsUp,
}

/// <param name="Text">As it came, headers and all.</param>
/// <param name="User">Who signed in before; null for nobody.</param>
internal sealed record TakenMail(string From, string To, string Text, bool WasEncrypted, string? User);

/// <summary>A small mail server that speaks SMTP (RFC 5321) with STARTTLS and AUTH LOGIN over real sockets, and keeps what it takes.</summary>
internal sealed class SmtpPeer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly X509Certificate2? certificate;
    private readonly NetworkCredential? account;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> sessions = [];
    private readonly Task accepting;

    /// <param name="certificate">Offers STARTTLS with it; null does not.</param>
    /// <param name="account">Takes mail of this account only; null takes everybody's.</param>
    /// <param name="port">0 for any free one.</param>
    public SmtpPeer(X509Certificate2? certificate = null, NetworkCredential? account = null, int port = 0)
    {
        (this.certificate, this.account) = (certificate, account);
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public SmtpTemper Temper { get; set; }

    public ConcurrentQueue<TakenMail> Taken { get; } = [];

    /// <summary>How many connections have come.</summary>
    public int Sessions => sessions.Count;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(sessions);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                sessions.Add(ServeAsync(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var dialogue = new Dialogue(this, client.GetStream(), stop.Token);
            await dialogue.RunAsync();
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or would not believe the certificate.
        }
    }

    private sealed class Dialogue(SmtpPeer peer, Stream plain, CancellationToken ct)
    {
        private Stream stream = plain;
        private StreamReader reader = new(plain, Encoding.Latin1);
        private bool isEncrypted;
        private string? user;
        private string from = "";
        private string to = "";

        public async Task RunAsync()
        {
            await SayAsync("220 peer.example.com ESMTP");
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                switch (verb)
                {
                    case "EHLO":
                        await SayAsync("250-peer.example.com");
                        if (peer.certificate is not null && !isEncrypted) await SayAsync("250-STARTTLS");
                        await SayAsync("250-AUTH LOGIN");
                        await SayAsync("250 8BITMIME");
                        break;
                    case "STARTTLS":
                        await SayAsync("220 go ahead");
                        var tls = new SslStream(stream);
                        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = peer.certificate }, ct);
                        (stream, reader, isEncrypted) = (tls, new StreamReader(tls, Encoding.Latin1), true);
                        break;
                    case "AUTH":
                        await SignInAsync(line);
                        break;
                    case "MAIL" when peer.account is not null && user is null:
                        await SayAsync("530 sign in first");
                        break;
                    case "MAIL":
                        from = Address(line);
                        await SayAsync("250 ok");
                        break;
                    case "RCPT":
                        to = Address(line);
                        await SayAsync(peer.Temper == SmtpTemper.Refuses ? "550 no such mailbox" : "250 ok");
                        break;
                    case "DATA":
                        await SayAsync("354 go on");
                        if (!await TakeAsync()) return;
                        break;
                    case "QUIT":
                        await SayAsync("221 bye");
                        return;
                    default:
                        await SayAsync("502 not here");
                        break;
                }
            }
        }

        private async Task SignInAsync(string line)
        {
            async Task<string> AskAsync(string what)
            {
                await SayAsync($"334 {Convert.ToBase64String(Encoding.ASCII.GetBytes(what))}");
                return Decode((await reader.ReadLineAsync(ct))!);
            }
            var name = line.Split(' ') is [_, _, var first] ? Decode(first) : await AskAsync("Username:");
            var password = await AskAsync("Password:");
            if (name != peer.account?.UserName || password != peer.account.Password)
            {
                await SayAsync("535 wrong");
                return;
            }
            user = name;
            await SayAsync("235 welcome");
        }

        /// <summary>False when the connection is to end.</summary>
        private async Task<bool> TakeAsync()
        {
            var text = new StringBuilder();
            while (await reader.ReadLineAsync(ct) is { } line && line != ".") text.Append(line.StartsWith('.') ? line[1..] : line).Append('\n');
            if (peer.Temper == SmtpTemper.HangsUp) return false;
            if (peer.Temper == SmtpTemper.IsBusy)
            {
                await SayAsync("451 try again later");
                return true;
            }
            peer.Taken.Enqueue(new TakenMail(from, to, text.ToString(), isEncrypted, user));
            await SayAsync("250 taken");
            return peer.Temper != SmtpTemper.TakesAndHangsUp;
        }

        private async Task SayAsync(string line)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), ct);
            await stream.FlushAsync(ct);
        }

        private static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

        private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
    }
}
