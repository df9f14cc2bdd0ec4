using System.Text.Json.Serialization;
using Cruddur.Platform.Data;

namespace Cruddur.Social.Filters;

/// <summary>A word or phrase that somebody does not want to read, or nobody on this server is to.</summary>
/// <param name="Uuid">Id of the filter.</param>
/// <param name="Phrase">As it was typed. Found as whole words, whatever their case and accents, in hashtags too; with # in hashtags only.</param>
/// <param name="Action">What is done about it: a value of <see cref="FilterAction"/>.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="CreatedAt">Since when it is there.</param>
/// <param name="Folded">What is looked for.</param>
public sealed record WordFilter(
    Guid Uuid, string Phrase, string Action, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt, [property: JsonIgnore] string Folded)
{
    internal static WordFilter Read(Row row) => new(row.Uuid(0), row.Text(1), row.Text(2), row.InstantOrNull(3), row.Instant(4), row.Text(5));
}

/// <summary>What a filter does, by its names on the wire.</summary>
public static class FilterAction
{
    /// <summary>Covers the text until a reader opens it.</summary>
    public const string Warn = "warn";

    /// <summary>Leaves it out of lists.</summary>
    public const string Hide = "hide";

    /// <summary>Refuses it when somebody wants to post it; for the whole server only.</summary>
    public const string Refuse = "refuse";

    /// <summary>Those of a person, with what pages call them.</summary>
    public static IReadOnlyList<(string Value, string Label)> OfPerson =>
        [(Warn, Texts.MineWarn), (Hide, Texts.MineHide)];

    /// <summary>Those of the server.</summary>
    public static IReadOnlyList<(string Value, string Label)> OfServer =>
        [(Warn, Texts.ServerWarn), (Hide, Texts.ServerHide), (Refuse, Texts.ServerRefuse)];
}
