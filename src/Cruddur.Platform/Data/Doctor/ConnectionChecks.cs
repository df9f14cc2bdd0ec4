using System.Net;
using System.Net.Sockets;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Platform.Data.Doctor;

/// <summary>Whether a server is there at all, step by step, so that the first that fails is named.</summary>
internal static class ConnectionChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>One finding for each step; the last is the one that failed, if any.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(ConnectionUrl url, CancellationToken ct)
    {
        if (url.IsLoopback && Path.IsPathRooted(url.Host)) return [];
        var findings = new List<Finding>();
        foreach (var host in url.Host.Split(','))
        {
            if (await ResolveAsync(host, ct) is not { } address)
            {
                findings.Add(new("name", $"no address is known for '{host}'", "Correct the host in the URL, or the network's name server."));
                return findings;
            }
            findings.Add(Finding.Well("name"));
            if (await ConnectAsync(address, url.Port, ct) is { } refused)
            {
                findings.Add(new("port", FormattableString.Invariant($"nobody answers at {host}:{url.Port} ({refused})"), "Start the server; open the port in its firewall or security group ('cruddur aws rds allow-ip')."));
                return findings;
            }
            findings.Add(Finding.Well("port"));
        }
        if (url.Detected.IsPooler())
            findings.Add(new("pooler", $"{url.Host} is a transaction pooler, through which migrations and backups cannot go", "Set DATABASE_URL_DIRECT to the direct endpoint."));
        return findings;
    }

    private static async Task<IPAddress?> ResolveAsync(string host, CancellationToken ct)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(host, ct)).FirstOrDefault();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task<string?> ConnectAsync(IPAddress address, int port, CancellationToken ct)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), late.Token);
            return null;
        }
        catch (SocketException error)
        {
            return error.Message.TrimEnd('.');
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "no answer within 5 s";
        }
    }
}
