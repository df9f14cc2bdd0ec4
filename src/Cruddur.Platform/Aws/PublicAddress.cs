using System.Net;
using System.Net.Sockets;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Secrets;

namespace Cruddur.Platform.Aws;

/// <summary>The one address that the world sees this machine under.</summary>
public static class PublicAddress
{
    /// <summary>Who answers with the caller's address.</summary>
    public static readonly Uri Service = new("https://checkip.amazonaws.com/");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What nobody on the internet has: private, shared, local, test-net of benchmarks, multicast and reserved networks.</summary>
    private static readonly IPNetwork[] Elsewhere =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
            "::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Asks who one is.</summary>
    /// <exception cref="DatabaseException">CDB-053: nobody answered with a public address.</exception>
    public static async Task<IPAddress> FindAsync(Uri service, CancellationToken ct)
    {
        using var client = SecretHttp.Remote(Patience);
        try
        {
            return Parse((await client.GetStringAsync(service, ct)).Trim());
        }
        catch (HttpRequestException error)
        {
            throw Unfit($"{service.Host} does not answer", error);
        }
        catch (TaskCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw Unfit($"{service.Host} took too long to answer", error);
        }
    }

    /// <summary>Reads one public address; <c>/32</c> or <c>/128</c> behind it changes nothing.</summary>
    /// <exception cref="DatabaseException">CDB-053: it is a range, private, or no address.</exception>
    public static IPAddress Parse(string text)
    {
        var (address, length) = text.Split('/', 2) switch { [var one] => (one, null), var both => (both[0], both[1]) };
        if (!IPAddress.TryParse(address, out var found)) throw Unfit("that is no address");
        if (found.IsIPv4MappedToIPv6) found = found.MapToIPv4();
        if (length is not null && length != Length(found)) throw Unfit($"'{text}' is a range, and the rule lets one address in");
        if (Elsewhere.Any(network => network.Contains(found))) throw Unfit($"{found} is private or reserved, so AWS never sees it");
        return found;
    }

    /// <summary>The address as a network of one.</summary>
    public static string ToCidr(IPAddress address) => $"{address}/{Length(address)}";

    private static string Length(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? "128" : "32";

    private static DatabaseException Unfit(string why, Exception? inner = null) =>
        new("CDB-053", $"Refused: {why}. Pass the public address of this machine with --ip, such as --ip 203.0.113.7. Nothing was changed.", 2, inner);
}
