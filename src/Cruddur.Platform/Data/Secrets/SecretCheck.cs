using System.Globalization;
using Cruddur.Platform.Data.Connections;
using Npgsql;

namespace Cruddur.Platform.Data.Secrets;

/// <summary>What the versions of a secret are worth to the server.</summary>
/// <param name="Name">The secret.</param>
/// <param name="Rows">A row for each version: stage, version, user, what the server says, age.</param>
/// <param name="Accepted">Whether the server lets the version in force in.</param>
/// <param name="NextRotation">When it is rotated next, as a sentence.</param>
public sealed record SecretCheck(string Name, ResultTable Rows, bool Accepted, string NextRotation)
{
    private static readonly string[] Columns = ["stage", "version", "user", "server", "changed"];

    /// <summary>Reads the version in force and the one that a rotation prepares, and tries each.</summary>
    /// <exception cref="DatabaseException">CDB-050, CDB-051: the secret cannot be read or used. CDB-025: the server does not answer.</exception>
    public static async Task<SecretCheck?> RunAsync(DatabaseTarget target, DateTimeOffset now, CancellationToken ct)
    {
        if (target.Secret is not { } live) return null;
        var plan = ConnectionPlan.For(target, null, "secret");
        var reader = live.Reader;
        var current = DatabaseSecret.Parse(live.Name, await reader.ReadAsync(SecretStage.Current, fresh: true, ct));
        var accepted = await TryAsync(plan, target, current, ct);
        List<IReadOnlyList<string?>> rows = [Row("current", current, accepted, now)];
        if (await reader.ReadPendingAsync(ct) is { } value && DatabaseSecret.Parse(live.Name, value) is var pending && pending.Version != current.Version)
            rows.Add(Row("pending", pending, await TryAsync(plan, target, pending, ct), now));
        var next = live.Name.Store == SecretStore.ParameterStore ? "Parameter Store rotates nothing by itself."
            : await reader.NextRotationAsync(ct) is { } moment ? string.Create(CultureInfo.InvariantCulture, $"Next rotation: {moment.UtcDateTime:yyyy-MM-dd HH:mm'Z'}.")
            : "Next rotation: none is planned, or this role may not ask (secretsmanager:DescribeSecret).";
        return new SecretCheck($"{live.Name}", new ResultTable(Columns, rows, -1), accepted, next);
    }

    private static IReadOnlyList<string?> Row(string stage, DatabaseSecret version, bool accepted, DateTimeOffset now) =>
        [stage, version.Version, version.Username, accepted ? "accepts it" : "refuses it", version.ChangedAt is { } since ? $"{LiveSecret.Span(now - since)} ago" : null];

    private static async Task<bool> TryAsync(ConnectionPlan plan, DatabaseTarget target, DatabaseSecret version, CancellationToken ct)
    {
        try
        {
            return await plan.AcceptsAsync(version, ct);
        }
        catch (NpgsqlException error) when (ConnectionFailure.Explain(error, new NpgsqlConnectionStringBuilder(plan.Describe(version).Text), target.Origin) is { } known)
        {
            throw known;
        }
    }
}
