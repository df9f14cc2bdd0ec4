using System.CommandLine;
using Cruddur.Cli.Db;

namespace Cruddur.Cli.User;

/// <summary><c>cruddur user</c>: what operators do with people's accounts.</summary>
internal static class UserCommand
{
    public static Command Create(CliHost host) => new("user", "Works on people's accounts.")
    {
        DbOptions.Target, DbOptions.Url, DbOptions.Data, DbOptions.Json, DbOptions.Quiet,
        CognitoVerbs.List(host),
        CognitoVerbs.Sync(host),
    };
}
