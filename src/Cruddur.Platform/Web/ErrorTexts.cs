using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using Cruddur.Platform.Accounts;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Languages;

namespace Cruddur.Platform.Web;

/// <summary>The sentence that people read for each error code of the API, in their language. A test compares it with the codes in use.</summary>
public static class ErrorTexts
{
    private static readonly ResourceManager Texts = new(typeof(ErrorTexts));

    private static readonly FrozenDictionary<string, object[]> Numbers = new Dictionary<string, object[]>
    {
        ["message_exceed_max_chars"] = [Limits.Crud, Limits.Reply],
        ["content_warning_exceed_max_chars"] = [Limits.ContentWarning],
        ["search_term_too_long"] = [Limits.SearchTerm],
        ["password_too_short"] = [PasswordRules.Least],
        ["password_too_long"] = [PasswordRules.MostBytes],
        ["display_name_exceed_max_chars"] = [Limits.DisplayName],
        ["bio_exceed_max_chars"] = [Limits.Bio],
        ["handle_invalid"] = [Limits.HandleMin, Limits.HandleMax],
        ["handle_too_soon"] = [ChangeUsername.Pause.Days],
        ["token_name_exceed_max_chars"] = [Tokens.MostNameCharacters],
        ["token_too_many"] = [Tokens.Most],
        ["limit_invalid"] = [Limits.MaxPageSize],
    }.ToFrozenDictionary();

    /// <summary>Every code that has a text.</summary>
    public static IEnumerable<string> Codes => ResourceNames.Of(Texts);

    /// <exception cref="KeyNotFoundException">A code without a text is a defect.</exception>
    public static string Of(string code)
    {
        var text = Texts.GetString(code, CultureInfo.CurrentUICulture) ?? throw new KeyNotFoundException(code);
        return Numbers.TryGetValue(code, out var numbers) ? text.Fill(numbers) : text;
    }
}
