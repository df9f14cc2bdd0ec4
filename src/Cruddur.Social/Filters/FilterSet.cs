using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Social.Activities;

namespace Cruddur.Social.Filters;

/// <summary>What a filter found in a text.</summary>
/// <param name="Phrase">Which word or phrase.</param>
/// <param name="IsHidden">Whether lists leave the text out; else they cover it until a reader opens it.</param>
internal sealed record Filtered(string Phrase, bool IsHidden);

/// <summary>
/// The filters that apply to one reader: their own and the server's. Remembered for five seconds, since every list asks for
/// them; what is changed on this instance applies at once.
/// </summary>
internal sealed class FilterSet
{
    private const int MostRemembered = 20_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private static readonly Query<WordFilter> Mine = Query.Of("Social/Filters/Filters.sql#Mine", WordFilter.Read);
    private static readonly Query<WordFilter> OfServer = Query.Of("Social/Filters/Filters.sql#OfServer", WordFilter.Read);

    /// <summary>What was read through each pool, so that two programs in one process do not share it. The server's are under no person.</summary>
    private static readonly ConditionalWeakTable<Executor, ConcurrentDictionary<Guid, Kept>> Memories = [];

    private readonly IReadOnlyList<WordFilter> filters;
    private readonly DateTimeOffset now;

    private FilterSet(IReadOnlyList<WordFilter> filters, DateTimeOffset now) => (this.filters, this.now) = (filters, now);

    public bool IsEmpty => filters.Count == 0;

    /// <summary>The filters of a reader; null for a guest, who has only the server's.</summary>
    public static async ValueTask<FilterSet> OfAsync(Executor db, Guid? viewer, DateTimeOffset now, CancellationToken ct)
    {
        var server = await ReadAsync(db, Guid.Empty, now, ct);
        var own = viewer is { } person ? await ReadAsync(db, person, now, ct) : [];
        return new FilterSet(own.Count == 0 ? server : server.Count == 0 ? own : [.. own, .. server], now);
    }

    /// <summary>Reads a person's filters anew, or the server's for null.</summary>
    public static void Forget(Executor db, Guid? person)
    {
        if (Memories.TryGetValue(db, out var memory)) memory.TryRemove(person ?? Guid.Empty, out _);
    }

    /// <summary>What the texts have that is filtered; null for nothing. Of several filters one that hides comes first.</summary>
    public Filtered? Find(params ReadOnlySpan<string?> texts)
    {
        if (IsEmpty) return null;
        var text = string.Join('\n', texts!);
        var (words, tagged) = (FoldedText.Of(text, tags: false), (string?)null);
        Filtered? found = null;
        foreach (var filter in filters)
        {
            if (filter.ExpiresAt <= now || filter.Action == FilterAction.Refuse) continue;
            var isTag = filter.Folded.Contains('#', StringComparison.Ordinal);
            if (!(isTag ? tagged ??= FoldedText.Of(text, tags: true) : words).Contains(filter.Folded, StringComparison.Ordinal)) continue;
            if (filter.Action == FilterAction.Hide) return new Filtered(filter.Phrase, true);
            found ??= new Filtered(filter.Phrase, false);
        }
        return found;
    }

    /// <summary>The crud with what is filtered in it or in what it quotes; nobody's own cruds are filtered for them.</summary>
    public Activity Mark(Activity crud, Guid? viewer) =>
        !IsEmpty && crud.UserUuid != viewer && Find(crud.Message, crud.ContentWarning, crud.Quote?.Message, crud.Quote?.ContentWarning) is { } found
            ? crud with { FilteredBy = found.Phrase, IsHidden = found.IsHidden }
            : crud;

    /// <summary>Code of the rule that a new text breaks: whether this server refuses a word of it.</summary>
    public static async ValueTask<IReadOnlyList<string>> RefusalAsync(Executor db, string? message, string? warning, DateTimeOffset now, CancellationToken ct)
    {
        var refused = (await ReadAsync(db, Guid.Empty, now, ct)).Where(filter => filter.Action == FilterAction.Refuse && !(filter.ExpiresAt <= now)).ToList();
        if (refused.Count == 0) return [];
        // As it would be stored: what was sent may have what no text has, such as noncharacters.
        var text = Limits.Normalise($"{message}\n{warning}");
        var (words, tagged) = (FoldedText.Of(text, tags: false), FoldedText.Of(text, tags: true));
        List<string> failed = [];
        if (refused.Exists(filter => words.Contains(filter.Folded, StringComparison.Ordinal) || tagged.Contains(filter.Folded, StringComparison.Ordinal))) failed.Add("message_refused");
        return failed;
    }

    private static async ValueTask<IReadOnlyList<WordFilter>> ReadAsync(Executor db, Guid person, DateTimeOffset now, CancellationToken ct)
    {
        var memory = Memories.GetOrCreateValue(db);
        if (memory.TryGetValue(person, out var kept) && kept.At <= now && now < kept.At + Remembered) return kept.Filters;
        var filters = person == Guid.Empty
            ? await db.ListAsync(OfServer, new Args { ["now"] = now }, ct)
            : await db.ListAsync(Mine, new Args { ["user"] = person, ["now"] = now }, ct);
        if (memory.Count > MostRemembered) memory.Clear();
        memory[person] = new Kept(filters, now);
        return filters;
    }

    private sealed record Kept(IReadOnlyList<WordFilter> Filters, DateTimeOffset At);
}
