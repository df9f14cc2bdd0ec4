using Cruddur.Platform.Web;

namespace Cruddur.Platform.Accounts;

/// <summary>Finds the sentence that belongs to a field among the codes of a refused form.</summary>
public static class FieldErrors
{
    /// <summary>The sentence of the first code that begins with the field's name; null when there is none.</summary>
    public static string? Of(IReadOnlyList<string> codes, string field) =>
        codes.FirstOrDefault(code => code.StartsWith(field, StringComparison.Ordinal)) is { } code ? ErrorTexts.Of(code) : null;

    /// <summary>What <c>aria-describedby</c> names: the field's rule, and its fault when there is one.</summary>
    public static string DescribedBy(string rule, string? fault) => fault is null ? rule : $"{rule} {rule}-fault";
}
