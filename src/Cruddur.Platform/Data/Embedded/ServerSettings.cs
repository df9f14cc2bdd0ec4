using System.Globalization;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>What the server is started with; the command line outranks whatever stands in its files.</summary>
internal static class ServerSettings
{
    internal static IEnumerable<string> Arguments(string clusterName, Endpoint endpoint)
    {
        (string Name, string Value)[] settings =
        [
            ("listen_addresses", endpoint.Loopback ? "127.0.0.1" : ""),
            ("port", endpoint.Port.ToString(CultureInfo.InvariantCulture)),
            ("unix_socket_directories", endpoint.SocketFolder ?? ""),
            ("cluster_name", clusterName),
            ("fsync", "on"),
            ("full_page_writes", "on"),
            ("synchronous_commit", "on"),
            ("password_encryption", "scram-sha-256"),
            ("max_connections", "60"),
            ("shared_buffers", "128MB"),
            ("jit", "off"),
            ("plan_cache_mode", "force_generic_plan"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            ("lc_messages", "C"),
            ("logging_collector", "off"),
            ("log_destination", "stderr"),
            ("log_min_duration_statement", "-1"),
            ("log_line_prefix", "%m [%p] "),
        ];
        return settings.SelectMany(setting => (string[])["-c", $"{setting.Name}={setting.Value}"]);
    }
}

/// <summary>Where a server answers.</summary>
internal sealed record Endpoint(string? SocketFolder, int Port)
{
    internal bool Loopback { get; init; } = true;
}
