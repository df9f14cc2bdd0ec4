using Cruddur.Platform.Accounts;
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
        ["content_warning_exceed_max_chars"] = $"The content warning is too long: it may have at most {Limits.ContentWarning} characters.",
        ["edit_too_late"] = "A crud can be changed for 15 minutes after it was written, and this one is older.",
        ["expiry_not_shorter"] = "A crud can only end earlier than it would. A reply ends with what it answers, or now.",
        ["search_term_blank"] = "Say what to search for.",
        ["search_term_too_long"] = $"That is too long to search for: at most {Limits.SearchTerm} characters.",
        ["search_term_wordless"] = "There is no word in that to search for. Use letters or digits.",
        ["search_only_without"] = "Say also what to look for, not only what to leave out.",
        ["search_from_invalid"] = "After from: a username must follow, such as from:@andrew.",
        ["search_since_invalid"] = "After since: a day must follow, such as since:2026-01-31.",
        ["language_invalid"] = "That is no language. Choose one from the list, or none.",
        ["email_blank"] = "Enter your e-mail address.",
        ["password_blank"] = "Enter your password.",
        ["password_too_short"] = $"The password is too short: it needs at least {PasswordRules.Least} characters.",
        ["password_too_long"] = $"The password is too long: it may have at most {PasswordRules.MostBytes} bytes.",
        ["password_common"] = "That password is among those that are tried first. Choose one that is harder to guess, such as a few words that only you would put together.",
        ["credentials_invalid"] = "That e-mail and password do not belong together. Check both and try again.",
        ["password_refused"] = "That password is too weak. Use at least 8 characters, with capital and small letters, digits and signs.",
        ["signup_refused"] = "The name, username, e-mail or password was not accepted. Check them and try again.",
        ["old_password_blank"] = "Enter the password that you have now.",
        ["password_wrong"] = "That is not your password. Check it and try again.",
        ["factor_code_blank"] = "Enter the code that your authenticator app shows.",
        ["factor_code_wrong"] = "That code is not right, or was used before. Wait for the next one, and check that your phone's clock is right.",
        ["factor_challenge_over"] = "Your password was entered too long ago, or there were too many wrong codes. Start over.",
        ["passkey_refused"] = "That passkey is not accepted here: it was removed, or belongs to another account or site. Use another, or your password.",
        ["passkey_over"] = "That took too long, or the page was out of date. Try again.",
        ["passkey_name_blank"] = "Give the passkey a name, so that you know later which one it is.",
        ["passkey_name_exceed_max_chars"] = "The name is too long: it may have at most 50 characters.",
        ["passkey_too_many"] = "You have 20 passkeys, which is as many as there may be, or this one is in use already. Remove one that you no longer need.",
        ["display_name_blank"] = "Enter a display name: it cannot be blank.",
        ["display_name_exceed_max_chars"] = $"The display name is too long: it may have at most {Limits.DisplayName} characters.",
        ["bio_exceed_max_chars"] = $"The bio is too long: it may have at most {Limits.Bio} characters.",
        ["handle_blank"] = "Enter a username.",
        ["handle_invalid"] = $"A username has {Limits.HandleMin} to {Limits.HandleMax} characters: a to z, 0 to 9 and _.",
        ["handle_reserved"] = "That username is kept for Cruddur itself. Choose another.",
        ["handle_taken"] = "That username is taken. Choose another.",
        ["handle_current"] = "That is your username already.",
        ["handle_too_soon"] = $"You changed your username less than {ChangeUsername.Pause.Days} days ago. Wait until the week is over.",
        ["email_invalid"] = "That is not an e-mail address. It looks like name@example.com.",
        ["passwords_differ"] = "Passwords do not match. Enter the same one twice.",
        ["code_blank"] = "Enter the code from the mail: six digits.",
        ["email_unconfirmed"] = "Confirm your e-mail address first: enter the code that was sent to it.",
        ["code_invalid"] = "That code is wrong or no longer good. Check it, or ask for a new one.",
        ["email_current"] = "That is your address already.",
        ["token_name_blank"] = "Give the token a name, so that you know later what it is for.",
        ["token_name_exceed_max_chars"] = $"The name is too long: it may have at most {Tokens.MostNameCharacters} characters.",
        ["token_scope_invalid"] = "Choose what the token may do: read, or read and write.",
        ["token_days_invalid"] = "Choose when the token ends.",
        ["token_too_many"] = $"You have {Tokens.Most} tokens, which is as many as there may be. Revoke one that you no longer need.",
        ["delete_handle_wrong"] = "That is not your username. Type it as it stands above.",
        ["email_taken"] = "Somebody has an account with that address. Choose another.",
        ["account_own"] = "Administrators do not change their own account here. Ask another one, or use 'cruddur user' on the server.",
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
