using Cruddur.Cli.Db;
using Cruddur.Platform.Operators;
using Cruddur.Platform.Web;

namespace Cruddur.Cli.User;

/// <summary><c>cruddur user show</c>.</summary>
internal static class ShowUserVerb
{
    public static Verb Create(CliHost host) => DbRun.On(new Verb("show",
        "Shows one account, and the newest of what was done to it and by it.",
        "Changes anything, or shows a password.",
        "cruddur user show @andrew") { UserRun.Who }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        await using var user = await UserRun.OpenAsync(run, ct);
        var person = await user.FindAsync(ct);
        var entries = await user.Get<AuditLog>().ListAsync(new AuditFilter(null, person.Uuid), Page.First, ct);
        user.Tell(person, FormattableString.Invariant($"""
            @{person.Handle} ({person.DisplayName})
            id        {person.Uuid}
            e-mail    {person.Email}
            since     {UserRun.Text(person.CreatedAt)}
            sessions  {person.Sessions}
            state     {(person.Marks.Count > 0 ? string.Join(", ", person.Marks) : "nothing out of the ordinary")}
            """));
        foreach (var entry in entries)
        {
            user.Screen.Data($"{UserRun.Text(entry.At)}  {entry.Action}  by {entry.Actor}{(entry.SubjectUuid == person.Uuid ? "" : $"  to {entry.SubjectHandle ?? entry.SubjectUuid.ToString()}")}",
                new { at = entry.At, action = entry.Action, actor = entry.Actor, subject_uuid = entry.SubjectUuid, detail = entry.Detail });
        }
        return 0;
    }
}
