using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Jobs;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>
/// Has the pool erase the account of whoever is erased here. Until it has, and for as long as a token of the account may be
/// good, nobody gets a row by it.
/// </summary>
public sealed class CognitoErasure(Db db, CognitoDirectory directory, JobQueue jobs, TimeProvider clock)
{
    internal const string Job = "cognito.erase";

    /// <summary>Cognito's access tokens live a day at most.</summary>
    private static readonly TimeSpan LongestToken = TimeSpan.FromDays(1);

    private static readonly Query<string> Begin = Query.Of("Platform/Identity/Cognito/Erased.sql#Begin", row => row.Text(0));
    private static readonly Command End = Command.Of("Platform/Identity/Cognito/Erased.sql#End");

    /// <summary>Begins it in the transaction that erases the person, before their row is gone.</summary>
    internal async Task BeginAsync(Transaction transaction, Guid user, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await transaction.FindAsync(Begin, new Args { ["user"] = user, ["now"] = now }, ct) is { } sub)
            await jobs.AddAsync(transaction, Job, new JsonObject { ["sub"] = sub }, now, $"{Job}:{sub}", ct);
    }

    /// <summary>Does it; may be done again.</summary>
    /// <exception cref="DatabaseException">CDB-054: there are no credentials that may, or Cognito does not answer.</exception>
    internal async Task RunAsync(string sub, CancellationToken ct)
    {
        await directory.EraseAsync(sub, ct);
        await db.ExecuteAsync(End, new Args { ["sub"] = sub, ["kept_until"] = clock.GetUtcNow() + LongestToken }, ct);
    }
}
