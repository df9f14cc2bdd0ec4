using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cruddur.Platform.Telemetry;

/// <summary>
/// Exports traces and metrics of ASP.NET Core, Npgsql and Cruddur by OTLP. Runs only where an endpoint is configured;
/// a collector that is away costs nothing but the data.
/// </summary>
/// <param name="endpoint">Such as <c>http://localhost:4317</c>; its headers come from <c>OTEL_EXPORTER_OTLP_HEADERS</c>.</param>
public sealed class OtlpExport(Uri endpoint) : IHostedService
{
    private TracerProvider? traces;
    private MeterProvider? meters;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("cruddur", serviceVersion: Build.Version);
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore", "Npgsql", "Cruddur")
            .AddOtlpExporter(options => options.Endpoint = endpoint)
            .Build();
        meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "Cruddur", "System.Runtime")
            .AddOtlpExporter(options => options.Endpoint = endpoint)
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        traces?.Dispose();
        meters?.Dispose();
        return Task.CompletedTask;
    }
}
