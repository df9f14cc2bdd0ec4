namespace Cruddur.Platform.Accounts;

/// <summary>
/// What a module does when people no longer approve who follows them, in the transaction that says so and that holds their row.
/// Run where nobody waits, it does nothing.
/// </summary>
/// <param name="Accept">Lets in who waits.</param>
public sealed record Unlocking(DepartureStep Accept);
