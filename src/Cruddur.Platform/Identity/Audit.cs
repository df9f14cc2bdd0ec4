using System.Text.Json.Nodes;
using Cruddur.Platform.Data;

namespace Cruddur.Platform.Identity;

/// <param name="Uuid">The signed-in person who acts; null for an operator at the command line or the program itself.</param>
/// <param name="Name">What they act as, such as <c>person</c> or <c>administrator</c>, an operating system's user and host such as <c>root@web1</c>, or <c>cruddur</c>.</param>
public sealed record Actor(Guid? Uuid, string Name)
{
    /// <summary>A person, by id alone: the row outlives the account, and their handle goes with it.</summary>
    public static Actor Of(Viewer viewer) => Of(viewer.Uuid);

    /// <inheritdoc cref="Of(Viewer)"/>
    public static Actor Of(Guid person) => new(person, "person");

    /// <summary>Whoever runs this process at a command line.</summary>
    public static Actor Operator => new(null, $"{Environment.UserName}@{Environment.MachineName}");

    /// <summary>The program itself, such as when something ends by itself.</summary>
    public static readonly Actor Program = new(null, "cruddur");
}

/// <summary>Who did what to whose account, in rows that nobody changes or deletes; so no row holds what a person may have erased.</summary>
public sealed class Audit(TimeProvider clock, NewId newId)
{
    private static readonly Command Write = Command.Of("Platform/Identity/Audit.sql#Write");

    /// <summary>Notes one action in the transaction that does it.</summary>
    /// <param name="executor">That transaction.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="action">What, as noun and verb: <c>user.disable</c>.</param>
    /// <param name="subject">To whom; null when it concerns nobody.</param>
    /// <param name="detail">What a reader must know besides; no secret, no e-mail, nothing a person wrote.</param>
    /// <param name="ct"></param>
    public Task WriteAsync(Executor executor, Actor actor, string action, Guid? subject, JsonObject? detail, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return executor.ExecuteAsync(Write, new Args
        {
            ["uuid"] = newId(now),
            ["now"] = now,
            ["actor_uuid"] = actor.Uuid,
            ["actor"] = actor.Name,
            ["action"] = action,
            ["subject_uuid"] = subject,
            ["detail"] = (detail ?? []).ToJsonString(),
        }, ct);
    }
}
