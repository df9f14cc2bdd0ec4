namespace Cruddur.Platform.Data.Retries;

/// <summary>How long an operation goes on trying, counted from its start.</summary>
/// <param name="Open">To reach a server.</param>
/// <param name="Writer">To reach a server that may write, when the one at hand has become a read-only copy.</param>
internal sealed record Patience(TimeSpan Open, TimeSpan Writer)
{
    /// <summary>Somebody is waiting for the answer.</summary>
    public static readonly Patience Web = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));

    /// <summary>Nobody is waiting; the work has to be done some time.</summary>
    public static readonly Patience Jobs = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(120));
}
