namespace Cruddur.Platform.Data.Secrets;

/// <summary>One way to a secret did not lead there.</summary>
/// <param name="why">What happened, without a full stop and never with the value.</param>
/// <param name="next">What to do, as a sentence.</param>
/// <param name="isAnswer">AWS itself answered about this secret, so another way would answer the same.</param>
/// <param name="exitCode">5 when nothing answers, 6 when access is refused, 2 when the setting is wrong.</param>
/// <param name="inner">The failure behind it, if any.</param>
internal sealed class SecretUnread(string why, string next, bool isAnswer, int exitCode, Exception? inner = null) : Exception(why, inner)
{
    public string Next { get; } = next;

    public bool IsAnswer { get; } = isAnswer;

    public int ExitCode { get; } = exitCode;

    /// <summary>What an answer of AWS that is no value means.</summary>
    /// <param name="name">What was asked for.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="type">AWS's name for the failure; null when the answer has none.</param>
    /// <param name="from">Who answered.</param>
    public static SecretUnread Of(SecretName name, int status, string? type, string from)
    {
        var action = name.Store == SecretStore.SecretsManager ? "secretsmanager:GetSecretValue" : "ssm:GetParameter";
        return type switch
        {
            "ResourceNotFoundException" or "ParameterNotFound" => new($"{from} knows no such name", $"Correct {name.Setting} or the region.", true, 2),
            "AccessDeniedException" => new($"{from} denies access", $"Allow {action} (and kms:Decrypt of its key) to this role.", true, 6),
            "DecryptionFailure" or "KMSAccessDeniedException" => new($"{from} cannot decrypt it", "Allow kms:Decrypt of its key to this role.", true, 6),
            "UnrecognizedClientException" or "InvalidSignatureException" or "IncompleteSignatureException" or "ExpiredTokenException" or "SignatureDoesNotMatch" =>
                new($"{from} refuses the AWS credentials ({type})", "Renew them, and check the clock of this machine.", true, 6),
            null => new(FormattableString.Invariant($"{from} answered {status}"), "Try again; if it stays, read its log.", false, status is 401 or 403 ? 6 : 5),
            _ => new(FormattableString.Invariant($"{from} answered {status} {type}"), "Try again; if it stays, look that name up.", false, 5),
        };
    }
}
