using Cruddur.Platform.Identity;

namespace Cruddur.Platform.Web;

/// <summary>The sentence that people read for each error code of the API. A test compares it with the codes in use.</summary>
public static class ErrorTexts
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["generic_401"] = "Please sign in first.",
        ["generic_404"] = "There is nothing at this address.",
        ["generic_500"] = "An internal server error has occurred. It has been noted; please try again.",
        ["generic_503"] = "Cruddur cannot reach its database right now. Nothing was lost; please try again in a moment.",
        ["ttl_blank"] = "Choose how long the crud may live.",
        ["message_blank"] = "Write something first: the message cannot be blank.",
        ["message_exceed_max_chars"] = $"The message is too long: a crud may have at most {Limits.Crud} characters, a reply {Limits.Reply}.",
        ["email_blank"] = "Enter your e-mail address.",
        ["password_blank"] = "Enter your password.",
        ["password_too_short"] = $"The password is too short: it needs at least {PasswordRules.Least} characters.",
        ["password_too_long"] = $"The password is too long: it may have at most {PasswordRules.MostBytes} bytes.",
        ["password_common"] = "That password is among those that are tried first. Choose one that is harder to guess, such as a few words that only you would put together.",
        ["credentials_invalid"] = "That e-mail and password do not belong together. Check both and try again.",
        ["code_blank"] = "Enter the code.",
        ["code_invalid"] = "That code is not right, or not any more. Check it, or ask for a new one.",
        ["password_refused"] = "That password is too weak. Use at least 8 characters, with capital and small letters, digits and signs.",
        ["signup_refused"] = "The name, username, e-mail or password was not accepted. Check them and try again.",
        ["follow_self"] = "You see your own cruds already: nobody follows themselves.",
        ["limit_invalid"] = $"The limit must be a number from 1 to {Limits.MaxPageSize}.",
        ["idempotency_key_invalid"] = "The Idempotency-Key must have 1 to 255 characters.",
        ["idempotency_key_reused"] = "This Idempotency-Key was used for another request. Use a new key for a new request.",
        ["json_invalid"] = "The body is not the JSON object that this endpoint takes.",
    };

    /// <summary>Every code that has a text.</summary>
    public static IReadOnlyCollection<string> Codes => Texts.Keys;

    /// <exception cref="KeyNotFoundException">A code without a text is a defect.</exception>
    public static string Of(string code) => Texts[code];
}
