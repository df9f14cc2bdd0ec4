using System.CommandLine;
using System.Globalization;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli;

/// <summary><c>cruddur serve</c>, the verb that is meant when none is given.</summary>
internal static class ServeCommand
{
    /// <summary>Variables with passwords in them, which nothing that the server starts has a use for.</summary>
    private static readonly string[] Secrets = ["CONNECTION_URL", "DATABASE_URL", "DATABASE_URL_DIRECT", "DB_PASSWORD"];

    public static Command Create(CliHost host)
    {
        var port = new Option<int>("--port") { Description = "Port of the web server", DefaultValueFactory = _ => 4567 };
        var data = new Option<string>("--data") { Description = "Folder of everything that must survive a restart (CRUDDUR_DATA, then ./data)" };
        var to = new Option<string?>("--target") { Description = "Which database: local, prod or another name (CRUDDUR_TARGET, .cruddur/target, then local)" };
        var noSeed = new Option<bool>("--no-seed") { Description = "Do not add demo people to a new embedded database" };
        var migrate = new Option<bool>("--migrate") { Description = "Apply pending migrations to a database that is not embedded too" };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && number is < 0 or > 65535)
                result.AddError("--port is a number from 0 to 65535.");
        });
        var serve = new Verb("serve",
            "Starts the database and the web server and says where they are. Ctrl-C stops both.",
            "Changes the schema of a database that is not embedded unless --migrate says so; adds demo people to one.",
            "cruddur serve --port 8080 --data /srv/cruddur") { port, data, to, noSeed, migrate };
        serve.SetAction(async (result, ct) =>
        {
            var choice = host.Choose(result.GetValue(to), null, result.GetValue(data));
            var target = await DatabaseTarget.ResolveAsync(choice, ct);
            foreach (var secret in Secrets.Append($"{target.Name.ToUpperInvariant()}_CONNECTION_URL")) host.Forget(secret);
            return await Serve.RunAsync(new ServeOptions(result.GetValue(port), choice.DataFolder, !result.GetValue(noSeed), result.GetValue(migrate), target), ct);
        });
        return serve;
    }
}
