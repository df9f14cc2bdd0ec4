using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>Notes in <c>platform.operator_actions</c> what an operator did that changes how the database is to be read.</summary>
internal static class OperatorAction
{
    /// <summary>Writes one note; a database of an older schema has no place for it.</summary>
    /// <param name="connection">To the database concerned.</param>
    /// <param name="verb">Such as <c>restore</c>.</param>
    /// <param name="subject">What it was done to.</param>
    /// <param name="detail">What a reader must know, never a secret.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task NoteAsync(NpgsqlConnection connection, string verb, string subject, string detail, CancellationToken ct)
    {
        if (await connection.ScalarAsync("select to_regclass('platform.operator_actions') is not null", ct) is not true) return;
        await connection.RunAsync(
            "insert into platform.operator_actions (uuid, happened_at, verb, subject, detail, by, host) values (gen_random_uuid(), now(), $1, $2, $3, $4, $5)",
            ct, verb, subject, detail, Environment.UserName, Environment.MachineName);
    }
}
