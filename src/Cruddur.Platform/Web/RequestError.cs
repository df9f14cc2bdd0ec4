using Cruddur.Platform.Languages;

namespace Cruddur.Platform.Web;

/// <summary>
/// A request that cannot be answered as asked. Has two texts: what the client reads, and what the log keeps (the inner
/// exception). One filter turns it into JSON or a page.
/// </summary>
public sealed class RequestError(int status, string text, IReadOnlyList<string>? codes = null, Exception? inner = null)
    : Exception(text, inner)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>What, why and what next, for people.</summary>
    public string Text { get; } = text;

    /// <summary>Error codes of the API's contract, in the order of the checks; empty when the status says it all.</summary>
    public IReadOnlyList<string> Codes { get; } = codes ?? [];

    /// <summary>What people read, a sentence for each code.</summary>
    public IReadOnlyList<string> Sentences => Codes.Count > 0 ? [.. Codes.Select(ErrorTexts.Of)] : [Text];

    /// <summary>Seconds after which a client may try again; sent as <c>Retry-After</c>.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The page of this site where people can do something about it; they are led there instead of being shown the text.</summary>
    public string? SeeOther { get; init; }

    /// <summary>Where people land who sign in to an account that is about to be erased.</summary>
    internal const string WelcomeBack = "/welcome-back";

    /// <summary>422 with the codes of every failed check.</summary>
    public static RequestError Invalid(params IReadOnlyList<string> codes) =>
        new(422, string.Join(" ", codes.Select(ErrorTexts.Of)), codes);

    /// <summary>401: nobody is signed in.</summary>
    public static RequestError SignInFirst() => new(401, ErrorTexts.Of("generic_401"));

    /// <summary>403: the token may look, and this would change something.</summary>
    public static RequestError ReadOnlyToken() => new(403, Texts.ReadOnlyToken);

    /// <summary>403: the change is dangerous, and nobody has proved lately that they are who the session says.</summary>
    /// <param name="back">The page that goes on afterwards.</param>
    public static RequestError ProveFirst(string back) =>
        new(403, Texts.ProveFirst) { SeeOther = $"/settings/confirm?return_to={Uri.EscapeDataString(back)}" };

    /// <summary>403: what only a person at the website may do.</summary>
    public static RequestError NotByToken() =>
        new(403, Texts.NotByToken);

    /// <summary>403: the account's owner asked for it to be erased then.</summary>
    public static RequestError Leaving(DateTimeOffset end) =>
        new(403, Texts.Leaving.Fill(end.UtcDateTime)) { SeeOther = WelcomeBack };

    /// <summary>404: there is no such page.</summary>
    public static RequestError Nothing() => new(404, ErrorTexts.Of("generic_404"));

    /// <summary>404: unknown, expired, or not for the caller to see; the three look alike.</summary>
    public static RequestError Gone() => new(404, Texts.Gone);

    /// <summary>404: nobody has that handle, or they are not for the caller to see; the two look alike.</summary>
    public static RequestError Nobody() => new(404, Texts.Nobody);

    /// <summary>400: a form without a field that our own page always sends.</summary>
    public static RequestError Malformed() => new(400, Texts.Malformed);

    /// <summary>429 with the time to wait: nobody did anything wrong, but others came first.</summary>
    public static RequestError Busy(TimeSpan wait) => new(429, Texts.Busy) { RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds) };

    /// <summary>429 with the time to wait.</summary>
    public static RequestError TooMany(TimeSpan wait) =>
        new(429, Texts.TooMany.Fill((int)Math.Ceiling(wait.TotalMinutes)))
        {
            RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds),
        };
}
