using System.Text.Encodings.Web;
using System.Text.Json;
using Cruddur.Platform.Data;
using Spectre.Console;

namespace Cruddur.Cli;

/// <summary>Where a verb writes: text for people on standard error, data on standard output.</summary>
/// <param name="host">Tells whether there is a terminal.</param>
/// <param name="error">Standard error.</param>
/// <param name="output">Standard output; null where only failures are told.</param>
internal sealed class Screen(CliHost host, TextWriter error, TextWriter? output)
{
    // For programs and people's eyes, not for pages: quotes stay quotes.
    private static readonly JsonSerializerOptions Written = new(JsonSerializerOptions.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Nothing for people but failures.</summary>
    public bool Quiet { get; init; }

    /// <summary>Data as one JSON object per line.</summary>
    public bool Json { get; init; }

    /// <summary>Set on production: every line for people begins with it.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Headings warn by their colour.</summary>
    public bool IsProtected { get; init; }

    public void Heading(string text)
    {
        if (!Quiet && host.IsTerminal) Say(new Text(text, new Style(IsProtected ? Color.Fuchsia : Color.Aqua, decoration: Decoration.Bold)));
    }

    /// <summary>Begins a new page on a terminal.</summary>
    public void Clear()
    {
        if (host.IsTerminal) output!.Write("\e[H\e[J");
    }

    /// <summary>A line for people.</summary>
    public void Line(string text)
    {
        if (!Quiet) error.WriteLine(Prefix + text);
    }

    /// <summary>What went wrong; one line, or one for each place.</summary>
    public void Failure(string text)
    {
        text = text.Replace("\n", $"\n{Prefix}", StringComparison.Ordinal);
        if (host.IsTerminal) Say(new Text(Prefix + text, new Style(Color.Red)));
        else error.WriteLine(Prefix + text);
    }

    /// <summary>One record of data, as JSON when that is asked for.</summary>
    public void Data(string text, object json) => output!.WriteLine(Json ? JsonSerializer.Serialize(json, Written) : text);

    /// <summary>Records of data: a table, or one JSON object per line.</summary>
    public void Rows(ResultTable table)
    {
        if (Json)
        {
            foreach (var row in table.Rows)
                output!.WriteLine(JsonSerializer.Serialize(table.Columns.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second), Written));
            return;
        }
        var drawn = new Table().Border(TableBorder.Simple);
        foreach (var column in table.Columns) drawn.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        foreach (var row in table.Rows) drawn.AddRow(row.Select(value => new Text(value ?? "")));
        if (table.Columns.Count > 0) Ansi(output!).Write(drawn);
    }

    private void Say(Text text)
    {
        var console = Ansi(error);
        console.Write(text);
        console.WriteLine();
    }

    private IAnsiConsole Ansi(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = host.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = host.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        // A pipe has no width, and data in it must not be folded.
        if (!host.IsTerminal) console.Profile.Width = 10_000;
        return console;
    }
}
