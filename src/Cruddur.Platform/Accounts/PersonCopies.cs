namespace Cruddur.Platform.Accounts;

/// <summary>Copies of names that a module keeps in memory; dropped when a person changes theirs, or comes or goes.</summary>
/// <param name="Drop">Forgets them.</param>
public sealed record PersonCopies(Action Drop);
