using Cruddur.Platform.Identity;

namespace Cruddur.Platform.Ui;

/// <summary>A page that stands in the navigation as long as something waits there for the person.</summary>
/// <param name="Path">Where.</param>
/// <param name="Title">What waits, in a word.</param>
/// <param name="Icon">A key of <see cref="Ui.Icon"/>.</param>
/// <param name="Many">From as many on, their number is "many".</param>
/// <param name="CountAsync">How many; 0 hides it.</param>
public sealed record Waiting(string Path, string Title, string Icon, int Many, Func<Viewer, CancellationToken, Task<int>> CountAsync)
{
    /// <summary>True for a page that stands there also when nothing waits.</summary>
    public bool Stays { get; init; }
}
