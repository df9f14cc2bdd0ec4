using Cruddur.Platform.Identity;

namespace Cruddur.Platform.Ui;

/// <summary>A page that a module puts into the navigation of whoever is signed in.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Icon">A name of <see cref="Ui.Icon"/>.</param>
/// <param name="CountAsync">How much there waits for the person, from 0 to 100; 100 stands for that many or more. Asked for each page.</param>
public sealed record NavigationItem(string Path, string Title, string Icon, Func<Viewer, CancellationToken, Task<int>> CountAsync);
