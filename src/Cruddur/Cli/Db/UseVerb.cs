using System.CommandLine;
using System.Text.RegularExpressions;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db use</c>.</summary>
internal static partial class UseVerb
{
    private static readonly Argument<string> Name = new("target") { Description = "local, prod or another name" };

    public static Verb Create(CliHost host) => DbRun.OnName(new Verb("use",
        "Makes a target the usual one of this folder, for every later command here: writes .cruddur/target.",
        "Connects, or changes what --target and CRUDDUR_TARGET say: they come first.",
        "cruddur db use local") { Name }, host, (run, _) =>
        {
            var name = run.Options.GetValue(Name)!;
            if (!Fit().IsMatch(name)) throw new UsageException($"'{name}' is no name of a target. Use small letters, digits, - and _, such as local, prod or staging.");
            TargetFile.Write(host.PathOf(""), name);
            run.Screen.Data($"The target of this folder is {name} now.", new { target = name, file = TargetFile.In(host.PathOf("")) });
            if (host.Setting("CRUDDUR_TARGET") is { Length: > 0 } other && other != name) run.Screen.Line($"CRUDDUR_TARGET says {other} and comes first. Unset it.");
            else if (name == "prod") run.Screen.Line("Every command here works on production until 'cruddur db use local'.");
            return Task.FromResult(0);
        });

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,30}\z")]
    private static partial Regex Fit();
}
