using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Cruddur.Tests.Fixtures;

/// <summary>
/// Stands between a program and PostgreSQL, counts the program's requests, and cuts every connection at the one that it is
/// told: before PostgreSQL gets it, or after, so that the answer never arrives. To PostgreSQL that is what a killed program
/// looks like.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> relays = [];
    private readonly int serverPort;
    private readonly int cutAt;
    private readonly bool deliver;
    private readonly Action cut;
    private readonly Task accepting;
    private int requests;

    /// <param name="serverPort">Loopback port of PostgreSQL.</param>
    /// <param name="cutAt">Number of the request, from 1; 0 cuts nothing.</param>
    /// <param name="deliver">Whether PostgreSQL still gets that request.</param>
    /// <param name="cut">Called at that moment, before the connections are closed.</param>
    public CuttingProxy(int serverPort, int cutAt, bool deliver, Action? cut = null)
    {
        (this.serverPort, this.cutAt, this.deliver, this.cut) = (serverPort, cutAt, deliver, cut ?? (() => { }));
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How many requests have come.</summary>
    public int Requests => requests;

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
        using var server = new TcpClient();
        using (program)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, serverPort, stop.Token);
                (program.NoDelay, server.NoDelay) = (true, true);
                var answers = server.GetStream().CopyToAsync(program.GetStream(), stop.Token);
                await Task.WhenAny(answers, ForwardAsync(program.GetStream(), server.GetStream()));
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException)
            {
                // One end has gone, so the other goes too.
            }
        }
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to)
    {
        var head = new byte[5];
        // The first message has no type.
        for (var hasType = false; ; hasType = true)
        {
            var header = head.AsMemory(0, hasType ? 5 : 4);
            await from.ReadExactlyAsync(header, stop.Token);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.Span[^4..]) - 4];
            await from.ReadExactlyAsync(body, stop.Token);
            var isCut = hasType && head[0] is (byte)'S' or (byte)'Q' && Interlocked.Increment(ref requests) == cutAt;
            if (!isCut || deliver)
            {
                await to.WriteAsync(header, stop.Token);
                await to.WriteAsync(body, stop.Token);
            }
            if (!isCut) continue;
            cut();
            await stop.CancelAsync();
            return;
        }
    }
}
