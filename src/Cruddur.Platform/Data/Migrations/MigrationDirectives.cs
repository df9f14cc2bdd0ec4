using System.Globalization;
using System.Text.RegularExpressions;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>What the lines <c>-- cruddur: …</c> of a migration file say.</summary>
internal sealed partial record MigrationDirectives
{
    private const string Prefix = "-- cruddur:";
    private const string Known = "Known are phase=expand|backfill|contract, transaction=on|off, lock-timeout=<n>s, accepts=<sha-256> and allow=<rule> because=<text>.";

    public MigrationPhase? Phase { get; private set; }

    public TimeSpan LockTimeout { get; private set; } = TimeSpan.FromSeconds(2);

    public List<string> Accepts { get; } = [];

    public Dictionary<string, string> Allows { get; } = new(StringComparer.Ordinal);

    public bool IsBackfill => Phase == MigrationPhase.Backfill;

    /// <summary>A back-fill commits each of its batches, so it is never one transaction.</summary>
    public bool IsTransactional => transaction && !IsBackfill;

    private bool transaction = true;

    /// <exception cref="FormatException">A directive is unknown or malformed; the message names file and line.</exception>
    public static MigrationDirectives Read(string name, string[] lines)
    {
        var directives = new MigrationDirectives();
        foreach (var (index, line) in lines.Index().Where(line => line.Item.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var text = line[Prefix.Length..];
            if (Allow().Match(text) is { Success: true } allow)
            {
                directives.Allows[allow.Groups["rule"].Value] = allow.Groups["why"].Value.Trim();
                text = text[..allow.Index];
            }
            foreach (var pair in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!directives.Take(pair.Split('='))) throw new FormatException($"{name}, line {index + 1}: '{pair}' is no directive. {Known}");
            }
        }
        return directives;
    }

    private bool Take(string[] pair)
    {
        switch (pair)
        {
            case ["phase", "expand"]: Phase = MigrationPhase.Expand; return true;
            case ["phase", "backfill"]: Phase = MigrationPhase.Backfill; return true;
            case ["phase", "contract"]: Phase = MigrationPhase.Contract; return true;
            case ["transaction", "on" or "off"]: transaction = pair[1] == "on"; return true;
            case ["accepts", { Length: 64 } sha]: Accepts.Add(sha); return true;
            case ["lock-timeout", { } time] when Seconds().Match(time) is { Success: true } match:
                LockTimeout = TimeSpan.FromSeconds(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
                return true;
            default: return false;
        }
    }

    // The reason is a sentence, so it goes on to the end of the line.
    [GeneratedRegex(@"(?<=\s)allow=(?<rule>[a-z-]+)\s+because=(?<why>.*\S.*)$")]
    private static partial Regex Allow();

    [GeneratedRegex("^([1-9][0-9]{0,3})s$")]
    private static partial Regex Seconds();
}
