using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cruddur.Tests.Platform.Data.Secrets;

/// <summary>
/// The one thing of LDAP that PostgreSQL needs to have a password checked outside: a bind. RDS checks its IAM tokens in a
/// module of its own that nobody else has; this stands where that does, and PostgreSQL around it is the real one.
/// </summary>
internal sealed class PasswordDirectory : IDisposable
{
    private const int InvalidCredentials = 49;
    private static readonly Asn1Tag BindRequest = new(TagClass.Application, 0, isConstructed: true);
    private static readonly Asn1Tag BindResponse = new(TagClass.Application, 1, isConstructed: true);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Whether a user (<c>cn=name</c>) may come in with a password.</summary>
    public Func<string, string, bool> Accepts { get; set; } = (_, _) => false;

    public static PasswordDirectory Start()
    {
        var directory = new PasswordDirectory();
        directory.listener.Start();
        _ = directory.ServeAsync();
        return directory;
    }

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var buffer = new byte[16384];
            var length = 0;
            for (int read; (read = await stream.ReadAsync(buffer.AsMemory(length))) > 0;)
            {
                length += read;
                if (!AsnDecoder.TryReadEncodedValue(buffer.AsSpan(0, length), AsnEncodingRules.BER, out _, out _, out _, out var whole)) continue;
                if (Reply(buffer.AsMemory(0, whole)) is not { } reply) return;
                await stream.WriteAsync(reply);
                buffer.AsSpan(whole, length - whole).CopyTo(buffer);
                length -= whole;
            }
        }
    }

    private byte[]? Reply(ReadOnlyMemory<byte> message)
    {
        var sequence = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        var id = sequence.ReadInteger();
        if (sequence.PeekTag() != BindRequest) return null;
        var bind = sequence.ReadSequence(BindRequest);
        bind.ReadInteger();
        var name = Encoding.UTF8.GetString(bind.ReadOctetString());
        var password = Encoding.UTF8.GetString(bind.ReadOctetString(new Asn1Tag(TagClass.ContextSpecific, 0)));
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(BindResponse))
            {
                writer.WriteEnumeratedValue(Accepts(name, password) ? Result.Success : Result.InvalidCredentials);
                writer.WriteOctetString([]);
                writer.WriteOctetString([]);
            }
        }
        return writer.Encode();
    }

    private enum Result
    {
        Success = 0,
        InvalidCredentials = PasswordDirectory.InvalidCredentials,
    }
}
