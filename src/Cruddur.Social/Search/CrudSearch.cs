using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;

namespace Cruddur.Social.Search;

/// <param name="Cruds">Best first.</param>
/// <param name="Next">Where the next page goes on; null on the last.</param>
/// <param name="Marked">A tsquery of any word that was looked for; empty when none was.</param>
internal sealed record FoundCruds(IReadOnlyList<Activity> Cruds, SearchCursor? Next, string Marked);

/// <summary>Finds cruds by what they say. The newest hundred that fit are ranked, then the next hundred, and so on.</summary>
internal static class CrudSearch
{
    /// <summary>How many are ranked at a time.</summary>
    private const int Window = 100;

    /// <summary>How many of the newest are looked through for a word that many use, before the index is asked.</summary>
    private const int Glance = 3_000;

    /// <summary>And for one that 15 of the glance have, so that a windowful mostly is among 20,000; or where no word is asked for.</summary>
    private const int Deep = 30_000;
    private const int Many = 15;

    /// <summary>If fewer than so many of the glance have it, it is hardly anywhere, and the index finds all of them at once.</summary>
    private const int Few = 5;

    /// <summary>How many of one person's newest are looked through.</summary>
    private const int Theirs = 5_000;

    /// <summary>What a perfect fit is worth; PostgreSQL's rank of one word is a sixteenth of it.</summary>
    private static readonly TimeSpan Weight = TimeSpan.FromDays(10);

    private static readonly Query<Asked> Read = Query.Of("Social/Search/Search.sql#Read", row => new Asked(row.Text(0), row.Text(1), row.Text(2)));
    private static readonly Query<Match> Newest = Query.Of("Social/Search/Search.sql#Newest", Match.Read);
    private static readonly Query<Match> Indexed = Query.Of("Social/Search/Search.sql#Indexed", Match.Read);
    private static readonly Query<Match> From = Query.Of("Social/Search/Search.sql#From", Match.Read);

    /// <summary>One page of what the viewer may see.</summary>
    /// <param name="db">Where.</param>
    /// <param name="term">What for; nothing may have failed.</param>
    /// <param name="reader">Who asks.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="limit">Rows of the page.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<FoundCruds> FindAsync(Db db, SearchTerm term, Reader reader, SearchCursor? after, int limit, CancellationToken ct)
    {
        var asked = await db.FindAsync(Read, new Args
        {
            ["words"] = term.Words.ToArray(),
            ["last"] = term.Last,
            ["phrases"] = term.Phrases.ToArray(),
            ["without"] = term.Without.ToArray(),
            ["language"] = reader.Language,
        }, ct) ?? throw new InvalidOperationException("An aggregate has a row.");
        if (term.HasWords && asked.Wanted.Length == 0) return new([], null, "");

        var (top, place) = after is null ? (new Cursor(reader.Now, Guid.AllBitsSet), Cursor.Start) : (after.Top, after.Place);
        List<Match> found = [];
        SearchCursor? next;
        while (true)
        {
            var window = await WindowAsync(db, term, asked, reader, top, ct);
            var rest = window.Where(match => match.IsAfter(place)).OrderByDescending(match => match.Place).ThenByDescending(match => match.Uuid).ToList();
            var room = limit - found.Count;
            found.AddRange(rest.Take(room));
            next = rest.Count > room ? new(top, new(found[^1].Place, found[^1].Uuid)) : null;
            if (next is not null || window.Count < Window) break;
            (top, place) = (new(window[^1].CreatedAt, window[^1].Uuid), Cursor.Start);
            next = new(top, place);
            if (found.Count == limit) break;
        }
        return new(await Cards.OfAsync(db, [.. found.Select(match => match.Uuid)], reader.Viewer, reader.Now, ct), next, asked.Marked);
    }

    /// <summary>The newest hundred that fit and are older than that, newest first.</summary>
    private static async Task<List<Match>> WindowAsync(Db db, SearchTerm term, Asked asked, Reader reader, Cursor top, CancellationToken ct)
    {
        Args Args() => new()
        {
            ["query"] = asked.Query,
            ["viewer"] = reader.Viewer?.Uuid,
            ["now"] = reader.Now,
            ["since"] = term.Since ?? DateTimeOffset.UnixEpoch,
            ["before_at"] = top.At,
            ["before_uuid"] = top.Uuid,
            ["limit"] = Window,
        };
        Task<List<Match>> AmongAsync(int depth)
        {
            var args = Args();
            args["depth"] = depth;
            return db.ListAsync(Newest, args, ct);
        }
        if (term.From.Count > 0)
        {
            List<Match> theirs = [];
            foreach (var handle in term.From.Distinct())
            {
                var args = Args();
                args["from"] = handle;
                args["depth"] = Theirs;
                theirs.AddRange(await db.ListAsync(From, args, ct));
            }
            return [.. theirs.OrderByDescending(match => match.CreatedAt).ThenByDescending(match => match.Uuid).Take(Window)];
        }
        if (!term.HasWords) return await AmongAsync(Deep);
        var glance = await AmongAsync(Glance);
        if (glance.Count == Window) return glance;
        if (glance.Count >= Many && await AmongAsync(Deep) is { Count: Window } deep) return deep;
        if (glance.Count >= Few && Lately(top.At, glance) is { } times && await IndexedAsync($"({asked.Query}) & ({times})") is { Count: Window } lately) return lately;
        return await IndexedAsync(asked.Query!);

        Task<List<Match>> IndexedAsync(string among)
        {
            var args = Args();
            args["among"] = among;
            return db.ListAsync(Indexed, args, ct);
        }
    }

    /// <summary>
    /// The hours, quarters of a day or days before a moment in which two windowfuls are to be expected, as a tsquery of what
    /// <c>time_words</c> calls them in the database, three at most since each makes the index slower; null for more than two days.
    /// </summary>
    private static string? Lately(DateTimeOffset end, List<Match> glance)
    {
        var seconds = (end - glance[^1].CreatedAt).TotalSeconds * 2 * Window / glance.Count;
        return Of('h', 3_600) ?? Of('q', 21_600) ?? Of('d', 86_400);

        string? Of(char unit, long length) => seconds <= 2 * length
            ? string.Join(" | ", Enumerable.Range(0, 3).Select(ago => string.Create(CultureInfo.InvariantCulture, $"'@{unit}{end.ToUnixTimeSeconds() / length - ago}'")))
            : null;
    }

    /// <param name="Wanted">A tsquery of all that must be there.</param>
    /// <param name="Unwanted">One of what must not be there.</param>
    /// <param name="Marked">One of any word that must be there.</param>
    private sealed record Asked(string Wanted, string Unwanted, string Marked)
    {
        /// <summary>All together; null when anything will do.</summary>
        public string? Query => (Wanted, Unwanted) switch { ("", "") => null, ("", _) => Unwanted, (_, "") => Wanted, _ => $"{Wanted} & {Unwanted}" };
    }

    private sealed record Match(Guid Uuid, DateTimeOffset CreatedAt, double Rank)
    {
        /// <summary>When it was written, or later the better it fits. In whole microseconds, as cursors are.</summary>
        public DateTimeOffset Place { get; } = CreatedAt.AddTicks((long)(Weight.Ticks * Math.Min(Rank, 1)) / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond);

        public bool IsAfter(Cursor place) => Place < place.At || (Place == place.At && Uuid.CompareTo(place.Uuid) < 0);

        public static Match Read(Row row) => new(row.Uuid(0), row.Instant(1), row.Number(2));
    }
}

/// <summary>Who searches.</summary>
/// <param name="Viewer">Null for a guest.</param>
/// <param name="Language">What they read besides English, of which words are found in every form; null when they do not say.</param>
/// <param name="Now">The time.</param>
internal sealed record Reader(Viewer? Viewer, string? Language, DateTimeOffset Now);
