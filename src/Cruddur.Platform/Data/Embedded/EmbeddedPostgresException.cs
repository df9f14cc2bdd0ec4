namespace Cruddur.Platform.Data.Embedded;

/// <summary>The embedded PostgreSQL cannot start; the message is one sentence for a person: what, why, and what to do.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner)
{
    internal Refusal Refusal { get; init; }
}

/// <summary>Why a start failed, where the program itself knows a remedy.</summary>
internal enum Refusal
{
    None,
    PortTaken,
    OldProcessesLeft,
    PasswordRefused,
}
