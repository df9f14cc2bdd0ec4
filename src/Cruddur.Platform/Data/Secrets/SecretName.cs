namespace Cruddur.Platform.Data.Secrets;

/// <summary>What AWS keeps a value in.</summary>
internal enum SecretStore
{
    /// <summary>Secrets Manager, which rotates values and marks them with stages.</summary>
    SecretsManager,

    /// <summary>Parameter Store of Systems Manager, which has one current value.</summary>
    ParameterStore,
}

/// <summary>The name of a value that AWS keeps.</summary>
/// <param name="Store">What it is kept in.</param>
/// <param name="Name">A name or an ARN.</param>
/// <param name="Setting">The setting that names it, for people: DB_SECRET_ARN or DB_PARAMETER.</param>
internal sealed record SecretName(SecretStore Store, string Name, string Setting)
{
    /// <summary>The region that an ARN names; null for a plain name.</summary>
    public string? Region => Name.Split(':') is ["arn", _, _, { Length: > 0 } region, ..] ? region : null;

    /// <summary><c>secretsmanager:name</c> or <c>ssm:name</c>.</summary>
    public override string ToString() => $"{(Store == SecretStore.SecretsManager ? "secretsmanager" : "ssm")}:{Name}";
}

/// <summary>The two versions of a secret that a rotation deals with.</summary>
internal static class SecretStage
{
    /// <summary>The version in force.</summary>
    public const string Current = "AWSCURRENT";

    /// <summary>The version that a rotation is about to put in force.</summary>
    public const string Pending = "AWSPENDING";
}

/// <summary>A value as AWS answered it.</summary>
/// <param name="Text">The value itself; never shown.</param>
/// <param name="Version">Its version's id or number.</param>
/// <param name="ChangedAt">Since when it is so; null when the answer did not say.</param>
internal sealed record SecretValue(string Text, string Version, DateTimeOffset? ChangedAt)
{
    public override string ToString() => $"version {Version}";
}
