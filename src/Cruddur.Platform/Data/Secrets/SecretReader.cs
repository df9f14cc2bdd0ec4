namespace Cruddur.Platform.Data.Secrets;

/// <summary>Reads one secret: through the endpoint on this machine where there is one, else from AWS itself.</summary>
internal sealed class SecretReader(SecretName name, Func<string, string?> setting, TimeProvider clock)
{
    private readonly LocalSecretEndpoint local = new(setting, clock);
    private readonly AwsJsonCall aws = new(setting, clock);

    public SecretName Name => name;

    /// <summary>Reads a value.</summary>
    /// <param name="stage">One of <see cref="SecretStage"/>.</param>
    /// <param name="fresh">Past every cache, because the value at hand was refused.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-050: it could not be read.</exception>
    public async Task<SecretValue> ReadAsync(string stage, bool fresh, CancellationToken ct)
    {
        if (!local.IsPresent) return await NamedAsync(() => aws.ReadAsync(name, stage, ct));
        Func<Task<SecretValue>> near = () => local.ReadAsync(name, stage, fresh, ct);
        Func<Task<SecretValue>> far = () => aws.ReadAsync(name, stage, ct);
        // The extension keeps what it has for five minutes, whoever asks.
        var (one, other) = fresh && local.IsExtension ? (far, near) : (near, far);
        return await NamedAsync(async () =>
        {
            try
            {
                return await one();
            }
            catch (SecretUnread first) when (!first.IsAnswer)
            {
                return await InsteadAsync(other, first);
            }
        });
    }

    /// <summary>The version that a rotation is about to put in force; null when no rotation is under way.</summary>
    /// <exception cref="DatabaseException">CDB-050.</exception>
    public async Task<SecretValue?> ReadPendingAsync(CancellationToken ct)
    {
        if (name.Store == SecretStore.ParameterStore) return null;
        try
        {
            return await ReadAsync(SecretStage.Pending, fresh: true, ct);
        }
        catch (DatabaseException none) when (none.InnerException is SecretUnread { IsAnswer: true, ExitCode: 2 })
        {
            return null;
        }
    }

    /// <summary>When it is rotated next; null when it is not, or nobody may know.</summary>
    public async Task<DateTimeOffset?> NextRotationAsync(CancellationToken ct)
    {
        if (name.Store == SecretStore.ParameterStore) return null;
        try
        {
            return await aws.NextRotationAsync(name, ct);
        }
        catch (SecretUnread)
        {
            return null;
        }
    }

    /// <summary>What went wrong first is told, unless AWS itself had something to say.</summary>
    private static async Task<SecretValue> InsteadAsync(Func<Task<SecretValue>> read, SecretUnread first)
    {
        try
        {
            return await read();
        }
        catch (SecretUnread second) when (!second.IsAnswer)
        {
            throw first;
        }
    }

    private async Task<SecretValue> NamedAsync(Func<Task<SecretValue>> read)
    {
        try
        {
            return await read();
        }
        catch (SecretUnread failure)
        {
            throw new DatabaseException("CDB-050", $"The secret {name} could not be read: {failure.Message}. {failure.Next}", failure.ExitCode, failure);
        }
    }
}
