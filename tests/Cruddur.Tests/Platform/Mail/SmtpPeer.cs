using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cruddur.Tests.Platform.Mail;

/// <summary>A server that speaks SMTP (RFC 5321) with STARTTLS and AUTH LOGIN, and keeps what it is given.</summary>
internal sealed class SmtpPeer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public SmtpPeer()
    {
        listener.Start();
        running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Mails that were taken, headers included.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    /// <summary>Every command, with what a client sent in answer to AUTH.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>What is answered to a recipient, such as <c>550 no such mailbox</c>; null takes it.</summary>
    public string? Refusal { get; set; }

    /// <summary>Breaks the connection after a mail was taken and before that is said.</summary>
    public bool BreaksAfterData { get; set; }

    /// <summary>The certificate that is shown after STARTTLS; null offers no STARTTLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        listener.Dispose();
        stop.Dispose();
    }

    /// <summary>A certificate that nobody trusts.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await TalkAsync(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        Stream stream = client.GetStream();
        try
        {
            await SayAsync(stream, "220 peer");
            while (await ReadAsync(stream) is { } line)
            {
                Commands.Enqueue(line);
                var verb = line.Split(' ')[0].ToUpperInvariant();
                if (verb == "STARTTLS")
                {
                    await SayAsync(stream, "220 go ahead");
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(Certificate!, false, false);
                    stream = secure;
                }
                else if (verb == "DATA")
                {
                    await SayAsync(stream, "354 end with a dot");
                    var mail = new StringBuilder();
                    while (await ReadAsync(stream) is { } text && text != ".") mail.AppendLine(text);
                    Taken.Enqueue(mail.ToString());
                    if (BreaksAfterData) return;
                    await SayAsync(stream, "250 taken");
                }
                else
                {
                    await SayAsync(stream, Answer(verb, line, stream is SslStream));
                    if (verb == "QUIT") return;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or did not trust us.
        }
    }

    private string Answer(string verb, string line, bool isSecure) => verb switch
    {
        "EHLO" => isSecure || Certificate is null ? "250-peer\r\n250-AUTH LOGIN\r\n250 8BITMIME" : "250-peer\r\n250 STARTTLS",
        "AUTH" => "334 UGFzc3dvcmQ6",
        "RCPT" => Refusal ?? "250 ok",
        "MAIL" or "RSET" or "NOOP" => "250 ok",
        "QUIT" => "221 bye",
        _ when Commands.Count > 1 && line.Length > 0 && !line.Contains(' ', StringComparison.Ordinal) => "235 welcome",
        _ => "502 what?",
    };

    private static Task SayAsync(Stream stream, string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n")).AsTask();

    private static async Task<string?> ReadAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n') return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
        return null;
    }
}
