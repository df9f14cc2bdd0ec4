using System.Net;
using System.Net.Sockets;
using Cruddur.Platform.Data;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Identity;

/// <param name="Name">What is counted, such as <c>signin:address</c>.</param>
/// <param name="Most">How many in one window are let through.</param>
/// <param name="Window">Length of the window.</param>
public sealed record AttemptLimit(string Name, int Most, TimeSpan Window);

/// <summary>Counts tries in the database, so that a limit holds across instances and restarts.</summary>
public sealed class Attempts(Db db, TimeProvider clock)
{
    private static readonly Query<int> Count = Query.Of("Platform/Identity/Attempts.sql#Count", row => row.Int(0));

    /// <summary>Counts one try.</summary>
    /// <exception cref="RequestError">429 with the rest of the window when there were too many.</exception>
    public async Task CountAsync(AttemptLimit limit, string who, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var start = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % limit.Window.Ticks), TimeSpan.Zero);
        var end = start + limit.Window;
        var count = await db.FindAsync(Count, new Args { ["bucket"] = $"{limit.Name}:{who}", ["window_start"] = start, ["expires_at"] = end }, ct);
        if (count > limit.Most) throw RequestError.TooMany(end - now);
    }

    /// <summary>An address as limits see it: IPv6 by its /64, which is what one person holds.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
