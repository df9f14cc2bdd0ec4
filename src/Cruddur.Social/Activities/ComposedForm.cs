using Microsoft.AspNetCore.Mvc;

namespace Cruddur.Social.Activities;

/// <summary>What a composer sends.</summary>
/// <param name="Message">The text.</param>
/// <param name="Ttl">The lifetime; a reply has none of its own.</param>
/// <param name="Key">Names the attempt, so that sending it twice posts once.</param>
/// <param name="Quote">What is quoted.</param>
/// <param name="ContentWarning">What stands before the text.</param>
/// <param name="Language">Tag of the language, or empty.</param>
internal sealed record ComposedForm(
    [FromForm(Name = "message")] string? Message,
    [FromForm(Name = "ttl")] string? Ttl,
    [FromForm(Name = "key")] Guid? Key,
    [FromForm(Name = "quote")] Guid? Quote,
    [FromForm(Name = "content_warning")] string? ContentWarning,
    [FromForm(Name = "language")] string? Language);
