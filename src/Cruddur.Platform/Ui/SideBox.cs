namespace Cruddur.Platform.Ui;

/// <summary>A box that a module puts beside every page of those who are signed in, below the search field, in the order of registration.</summary>
/// <param name="Component">A component without required parameters; it loads what it shows.</param>
public sealed record SideBox(Type Component);
