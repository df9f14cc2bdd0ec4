using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cruddur.Smoke;

namespace Cruddur.Cli;

/// <summary><c>cruddur smoke</c>.</summary>
internal static class SmokeCommand
{
    private const string Here = "http://localhost:4567";
    private const int Failed = 12;
    private const int Unreachable = 5;

    private static readonly Option<Uri> Url = new("--url") { Description = "Address of the Cruddur", DefaultValueFactory = _ => new Uri(Here), CustomParser = Address, HelpName = "address" };
    private static readonly Option<string> Email = new("--email") { Description = "Who walks; the password comes from CRUDDUR_SMOKE_PASSWORD or standard input", DefaultValueFactory = _ => Demo.Person.Email };
    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object per step on standard output" };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Nothing but the failure" };

    public static Command Create(CliHost host)
    {
        var verb = new Verb("smoke",
            "Walks the main path through a running Cruddur as a person would: sign in, write, read, answer, like, take back. Exit code 12 names the step that failed.",
            "Leaves something behind: its crud is deleted at the end, and lives an hour at most.",
            "cruddur smoke --url https://cruddur.example.com --email smoke@example.com") { Url, Email, Json, Quiet };
        verb.SetAction((result, ct) => RunAsync(result, host, ct));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult result, CliHost host, CancellationToken ct)
    {
        var screen = new Screen(host, result.InvocationConfiguration.Error, result.InvocationConfiguration.Output) { Quiet = result.GetValue(Quiet), Json = result.GetValue(Json) };
        var (url, email) = (result.GetRequiredValue(Url), result.GetRequiredValue(Email));
        var walker = new Walker(email, await PasswordAsync(host, email, ct), Tag(host.Clock.GetUtcNow()));
        using var peer = new Peer(host.Http(), url);
        var begun = host.Clock.GetTimestamp();
        try
        {
            await new SmokeWalk(peer, walker, (step, took) => Tell(screen, step, took), host.Clock).RunAsync(ct);
        }
        catch (SmokeFailure failure)
        {
            screen.Failure($"CDB-033: {url.Authority} failed to {failure.Message} See its log, or run 'cruddur doctor' where it runs.");
            return failure.Reached ? Failed : Unreachable;
        }
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"{url.Authority} is well: every step in {host.Clock.GetElapsedTime(begun).TotalSeconds:0.0} s."));
        return 0;
    }

    private static Uri? Address(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;
        result.AddError("--url is an address such as https://cruddur.example.com.");
        return null;
    }

    /// <summary>Differs from that of any other walk that may be under way.</summary>
    private static string Tag(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMddHHmmssfff}-{Environment.MachineName}-{Environment.ProcessId}");

    private static void Tell(Screen screen, string step, TimeSpan took) =>
        screen.Data(string.Create(CultureInfo.InvariantCulture, $"ok  {step}  {took.TotalMilliseconds:0} ms"), new { step, ok = true, ms = (int)took.TotalMilliseconds });

    /// <summary>The demo person's is no secret; anybody else's never stands on the command line.</summary>
    private static async Task<string> PasswordAsync(CliHost host, string email, CancellationToken ct) =>
        host.Setting("CRUDDUR_SMOKE_PASSWORD") is { Length: > 0 } given ? given
        : email == Demo.Person.Email ? Demo.Password
        : await host.Input.ReadLineAsync(ct) is { Length: > 0 } typed ? typed
        : throw new UsageException($"The password of {email} is missing. Put it into CRUDDUR_SMOKE_PASSWORD, or send it on standard input.");
}
