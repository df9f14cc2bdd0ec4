using Cruddur.Platform.Data;

namespace Cruddur.Platform.Accounts;

/// <summary>One step of leaving or coming back, for one person in the transaction that does the whole.</summary>
public delegate Task DepartureStep(Transaction transaction, Guid user, DateTimeOffset now, CancellationToken ct);

/// <summary>
/// What a module keeps of people that nobody may see while their account waits to be erased. Rows that merely name a person
/// need none of this: they go with the person's row, and who reads them leaves out people with a <c>delete_at</c>.
/// </summary>
/// <param name="Name">What people call the rows, such as <c>cruds</c>.</param>
/// <param name="SetAside">Takes them out of sight. Run again, it takes what was missed.</param>
/// <param name="Return">Puts them back as they were, without what has expired since.</param>
public sealed record Departure(string Name, DepartureStep SetAside, DepartureStep Return);
