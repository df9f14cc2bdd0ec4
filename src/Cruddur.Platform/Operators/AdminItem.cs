using Cruddur.Platform.Identity;

namespace Cruddur.Platform.Operators;

/// <summary>A page under /admin that a module adds.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Title">What the navigation calls it.</param>
/// <param name="CountAsync">How many things wait there for this administrator; null where nothing does.</param>
public sealed record AdminItem(string Path, string Title, Func<Viewer, CancellationToken, Task<int>>? CountAsync = null);
