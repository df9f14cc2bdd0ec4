using System.CommandLine;
using System.Globalization;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli;

/// <summary><c>cruddur serve</c>, the verb that is meant when none is given.</summary>
internal static class ServeCommand
{
    public static Command Create(CliHost host)
    {
        var port = new Option<int>("--port") { Description = "Port of the web server", DefaultValueFactory = _ => 4567 };
        var data = new Option<string>("--data") { Description = "Folder of everything that must survive a restart (CRUDDUR_DATA, then ./data)" };
        var noSeed = new Option<bool>("--no-seed") { Description = "Do not add demo people to a new embedded database" };
        var migrate = new Option<bool>("--migrate") { Description = "Apply pending migrations to a database of CONNECTION_URL too" };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && number is < 0 or > 65535)
                result.AddError("--port is a number from 0 to 65535.");
        });
        var serve = new Verb("serve",
            "Starts the database and the web server and says where they are. Ctrl-C stops both.",
            "Changes the schema of a database of CONNECTION_URL unless --migrate says so; adds demo people to one.",
            "cruddur serve --port 8080 --data /srv/cruddur") { port, data, noSeed, migrate };
        serve.SetAction((result, ct) =>
        {
            var folder = result.GetValue(data) ?? host.DefaultDataFolder;
            var target = DatabaseTarget.Resolve(new DatabaseChoice(null, null, folder, host.Setting));
            return Serve.RunAsync(new ServeOptions(result.GetValue(port), folder, !result.GetValue(noSeed), result.GetValue(migrate), target.Url?.Format()), ct);
        });
        return serve;
    }
}
