using Microsoft.AspNetCore.Mvc;

namespace Cruddur.Social.Activities;

/// <summary>What a composer sends.</summary>
internal sealed record ComposedForm
{
    /// <summary>The text.</summary>
    [FromForm(Name = "message")] public string? Message { get; init; }

    /// <summary>The lifetime; a reply has none of its own.</summary>
    [FromForm(Name = "ttl")] public string? Ttl { get; init; }

    /// <summary>Names the attempt, so that sending it twice posts once.</summary>
    [FromForm(Name = "key")] public Guid? Key { get; init; }

    /// <summary>What is quoted.</summary>
    [FromForm(Name = "quote")] public Guid? Quote { get; init; }

    /// <summary>What stands before the text.</summary>
    [FromForm(Name = "content_warning")] public string? ContentWarning { get; init; }

    /// <summary>Tag of the language, or empty.</summary>
    [FromForm(Name = "language")] public string? Language { get; init; }
}
