using System.CommandLine;
using Cruddur.Cli.Db;
using Cruddur.Platform;
using Cruddur.Platform.Operators;
using Cruddur.Platform.Web;

namespace Cruddur.Cli.User;

/// <summary><c>cruddur user list</c>.</summary>
internal static class ListUsersVerb
{
    private static readonly Option<string> Search = new("--search") { Description = "Only who has this in handle, name or e-mail", DefaultValueFactory = _ => "", HelpName = "text" };
    private static readonly Option<string> State = new("--state") { Description = "Only accounts in that state", DefaultValueFactory = _ => "" };
    private static readonly Option<int> Limit = new Option<int>("--limit") { Description = "How many at most", DefaultValueFactory = _ => 100 }.Between(1, 1_000_000);

    static ListUsersVerb() => State.AcceptOnlyFromAmong(["", .. AccountFilter.States]);

    public static Verb Create(CliHost host) => DbRun.On(new Verb("list",
        "Lists people, the newest first, with the state of their accounts.",
        "Changes anything, or shows a password.",
        "cruddur user list --state disabled --search example.com") { Search, State, Limit }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        await using var user = await UserRun.OpenAsync(run, ct);
        var filter = new AccountFilter(run.Options.GetRequiredValue(Search), run.Options.GetRequiredValue(State));
        var (left, told, page) = (run.Options.GetValue(Limit), 0, Page.First);
        while (left > 0)
        {
            page = new Page(page.Before, Math.Min(left, Limits.MaxPageSize));
            var people = await user.Get<Accounts>().ListAsync(filter, page, ct);
            foreach (var person in people)
                user.Tell(person, $"@{person.Handle}  {person.Email}  {UserRun.Text(person.CreatedAt)}{(person.Marks.Count > 0 ? $"  {string.Join(", ", person.Marks)}" : "")}");
            (left, told) = (left - people.Count, told + people.Count);
            if (page.Next(people, person => new Cursor(person.CreatedAt, person.Uuid)) is not { } next) break;
            page = new Page(next, page.Limit);
        }
        user.Screen.Line(FormattableString.Invariant($"{told} {(told == 1 ? "person" : "people")}{(left == 0 ? ", and perhaps more: raise --limit or narrow with --search" : "")}."));
        return 0;
    }
}
