using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using IPNetwork = System.Net.IPNetwork;

namespace Cruddur.Platform.Web;

/// <summary>
/// The load balancers and proxies in front (<c>Proxy:Known</c>), whose word is taken for the client's address, the scheme and
/// the host. What anybody else says in X-Forwarded-… counts for nothing: whoever believed it would let everybody choose the
/// address that limits count.
/// </summary>
public sealed record KnownProxies(IReadOnlyList<IPNetwork> Networks)
{
    public static readonly KnownProxies None = new([]);

    /// <summary>Reads addresses and networks, separated by commas or blanks: <c>10.0.0.5, 10.1.0.0/16, fd00::/8</c>.</summary>
    /// <exception cref="SettingsException">One of them is neither.</exception>
    public static KnownProxies Parse(string text) => new([.. text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(ParseOne)]);

    /// <summary>Whether an address is that of one of them.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Networks.Any(network => network.Contains(plain));
    }

    private static IPNetwork ParseOne(string text)
    {
        if (IPAddress.TryParse(text, out var address)) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        if (IPNetwork.TryParse(text, out var network)) return network;
        throw new SettingsException($"Proxy:Known must list addresses and networks such as 10.0.0.5 and 10.1.0.0/16, and '{text}' is neither. Correct or remove it.");
    }
}

/// <summary>Takes the client's address, scheme and host from known proxies.</summary>
internal static partial class Forwarding
{
    private const string For = "X-Forwarded-For";

    public static void UseKnownProxies(this IApplicationBuilder app)
    {
        var known = app.ApplicationServices.GetRequiredService<KnownProxies>();
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Cruddur.Web");
        var told = 0;
        app.Use((context, next) =>
        {
            if (Volatile.Read(ref told) == 0 && context.Request.Headers.ContainsKey(For) && !known.Contains(context.Connection.RemoteIpAddress) && Interlocked.Exchange(ref told, 1) == 0)
            {
                LogUnknown(log, context.Connection.RemoteIpAddress);
            }
            return next(context);
        });
        if (known.Networks.Count == 0) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // As many as there are: each must be known to be believed about the one before.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in known.Networks) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    [LoggerMessage(2, LogLevel.Warning, "A request from {Address} carries X-Forwarded-For, which is not believed. If that is your load balancer, name it in Proxy:Known: until then everybody behind it counts as one address, and HTTPS is not seen. Told once.")]
    private static partial void LogUnknown(ILogger log, IPAddress? address);
}
