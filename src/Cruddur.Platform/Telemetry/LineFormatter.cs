using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Cruddur.Platform.Telemetry;

/// <summary>How logs are written.</summary>
public sealed class LineFormatterOptions : ConsoleFormatterOptions
{
    /// <summary>One JSON object a line, for machines; else one line of text, for people.</summary>
    public bool Json { get; set; }
}

/// <summary>Writes every log entry through the redactor: text for a terminal, JSON for whatever collects it.</summary>
public sealed class LineFormatter(IOptionsMonitor<LineFormatterOptions> options, TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "cruddur";

    private static readonly JsonWriterOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = Redactor.Redact(logEntry.Formatter(logEntry.State, logEntry.Exception));
        var failure = logEntry.Exception is { } exception ? Redactor.Redact(exception.ToString()) : null;
        var at = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        if (!options.CurrentValue.Json)
        {
            textWriter.Write($"{at} {Short(logEntry.LogLevel)} {logEntry.Category}: {message.ReplaceLineEndings("\\n")}{Environment.NewLine}");
            if (failure is not null) textWriter.Write($"    {failure.ReplaceLineEndings(Environment.NewLine + "    ")}{Environment.NewLine}");
            return;
        }
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Plain))
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            json.WriteString("level", Short(logEntry.LogLevel));
            json.WriteString("source", logEntry.Category);
            json.WriteString("message", message);
            if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> values) WriteValues(json, values);
            if (failure is not null) json.WriteString("exception", failure);
            json.WriteEndObject();
        }
        textWriter.Write(Encoding.UTF8.GetString(line.ToArray()) + Environment.NewLine);
    }

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        foreach (var (name, value) in values)
        {
            if (name == "{OriginalFormat}") continue;
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            json.WriteString(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), Redactor.IsSecret(name) ? "***" : Redactor.Redact(text));
        }
    }

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
