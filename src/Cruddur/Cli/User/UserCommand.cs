using System.CommandLine;
using Cruddur.Cli.Db;

namespace Cruddur.Cli.User;

/// <summary><c>cruddur user</c>: what operators do with people's accounts.</summary>
internal static class UserCommand
{
    public static Command Create(CliHost host) => new("user", "Works on people's accounts.")
    {
        DbOptions.Target, DbOptions.Url, DbOptions.Data, DbOptions.Json, DbOptions.Quiet,
        CreateUserVerb.Create(host),
        ListUsersVerb.Create(host),
        ShowUserVerb.Create(host),
        ConfirmUserVerb.Create(host),
        AccountVerbs.Disable(host),
        AccountVerbs.Enable(host),
        ResetPasswordVerb.Create(host),
        AccountVerbs.DisableFactor(host),
        AccountVerbs.MakeAdmin(host),
        AccountVerbs.RevokeSessions(host),
        DeleteUserVerb.Create(host),
        CognitoVerbs.List(host),
        CognitoVerbs.Sync(host),
    };
}
