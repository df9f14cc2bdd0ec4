using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cruddur.Tests.Fixtures;

/// <summary>
/// The network between a program and PostgreSQL: it can fall silent in both directions, as one that drops every packet; lose
/// the reply to a COMMIT; and lead elsewhere from one moment on, as a name that is given to another server.
/// </summary>
internal sealed class Network : IAsyncDisposable
{
    private const int Look = 50;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> relays = [];
    private readonly Task accepting;
    private int commits;
    private int lost;

    /// <param name="serverPort">Loopback port of PostgreSQL.</param>
    public Network(int serverPort)
    {
        ServerPort = serverPort;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    /// <summary>Loopback port that the program connects to.</summary>
    public int Port { get; }

    /// <summary>Where new connections lead; those that are open stay where they are.</summary>
    public int ServerPort { get; set; }

    /// <summary>Whether nothing arrives, in either direction. A connection on which something was sent meanwhile is reset afterwards.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Of so many COMMITs one loses its reply and its connection; 0 for none.</summary>
    public int LosesEach { get; set; }

    /// <summary>How many replies to COMMIT were lost.</summary>
    public int Lost => lost;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(relays);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) relays.Add(RelayAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task RelayAsync(TcpClient program)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        using var server = new TcpClient();
        using (program)
        {
            try
            {
                while (IsSilent) await Task.Delay(Look, cut.Token);
                await server.ConnectAsync(IPAddress.Loopback, ServerPort, cut.Token);
                (program.NoDelay, server.NoDelay) = (true, true);
                var mute = new Mute();
                await Task.WhenAny(AnswersAsync(server.GetStream(), program.GetStream(), mute, cut.Token), RequestsAsync(program.GetStream(), server.GetStream(), mute, cut.Token));
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException)
            {
                // One end has gone, so the other goes too.
            }
            await cut.CancelAsync();
        }
    }

    private async Task AnswersAsync(NetworkStream from, NetworkStream to, Mute mute, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReadAsync(buffer, ct)) > 0;)
        {
            // The reply has come, so the server has committed: now both ends lose each other.
            if (mute.IsOn) return;
            await PassAsync(ct);
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
        }
    }

    private async Task RequestsAsync(NetworkStream from, NetworkStream to, Mute mute, CancellationToken ct)
    {
        var head = new byte[5];
        // The first message has no type.
        for (var hasType = false; ; hasType = true)
        {
            var header = head.AsMemory(0, hasType ? 5 : 4);
            await from.ReadExactlyAsync(header, ct);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.Span[^4..]) - 4];
            await from.ReadExactlyAsync(body, ct);
            await PassAsync(ct);
            if (hasType && head[0] == 'Q' && Encoding.ASCII.GetString(body).StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase)
                && LosesEach > 0 && Interlocked.Increment(ref commits) % LosesEach == 0)
            {
                mute.IsOn = true;
                Interlocked.Increment(ref lost);
            }
            await to.WriteAsync(header, ct);
            await to.WriteAsync(body, ct);
        }
    }

    /// <summary>Holds what has just come while the network is silent; afterwards its sender learns that the other end has given up.</summary>
    private async Task PassAsync(CancellationToken ct)
    {
        if (!IsSilent) return;
        while (IsSilent) await Task.Delay(Look, ct);
        throw new IOException("reset");
    }

    private sealed class Mute
    {
        public bool IsOn { get; set; }
    }
}
