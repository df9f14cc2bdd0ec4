using Npgsql;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>
/// A PostgreSQL of our own: made on the first start, started and stopped with the program, started again when it dies.
/// What was acknowledged survives any kill of either process.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly DataFolderLock _lock;
    private readonly Supervisor _supervisor;
    private readonly ClusterSite _site;
    private int _disposed;

    private EmbeddedPostgres(DataFolderLock held, Supervisor supervisor, ClusterSite site) => (_lock, _supervisor, _site) = (held, supervisor, site);

    /// <summary>To Cruddur's database as its owner, for Npgsql: over the Unix socket where there is one. Says nothing about pooling.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>To database <c>postgres</c> as superuser; for making and dropping databases.</summary>
    public required string AdminConnectionString { get; init; }

    /// <summary>For example <c>15.18</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>Where the programs run from.</summary>
    public required string BinFolder { get; init; }

    /// <summary>On 127.0.0.1; also part of the socket's name.</summary>
    public required int Port { get; init; }

    /// <summary>Folder of the Unix socket; null where there is only loopback.</summary>
    public required string? SocketFolder { get; init; }

    /// <summary>Where the cluster really is.</summary>
    public string ClusterFolder => _site.Folder;

    /// <summary>What PostgreSQL writes.</summary>
    public string LogFile => _site.LogFile;

    /// <summary>What the person who starts Cruddur must know: one sentence each.</summary>
    public IReadOnlyList<string> Notes => _site.Notes;

    /// <summary>How often the server died and was started again since the start.</summary>
    public int Restarts => _supervisor.Restarts;

    internal int ServerPid => _supervisor.Pid;

    /// <summary>Starts PostgreSQL on the data folder, or takes over the one that an earlier run left; makes what is missing.</summary>
    /// <param name="options">Where the data and the programs are.</param>
    /// <param name="progress">Hears what takes long, and later when the server dies and is started again.</param>
    /// <param name="ct">Ends the attempt; whatever was started is stopped again.</param>
    /// <exception cref="EmbeddedPostgresException">It cannot run; the message is one sentence for a person.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedOptions options, IProgress<string>? progress, CancellationToken ct)
    {
        DatabaseSetup.Checked(options.Database);
        DataFolderLock? held = null;
        try
        {
            var dataFolder = RealPath.Of(options.DataFolder);
            held = DataFolderLock.Take(dataFolder);
            return await StartAsync(options, dataFolder, held, progress, ct);
        }
        catch (Exception e)
        {
            held?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new EmbeddedPostgresException($"The data folder {options.DataFolder} cannot be used ({e.Message.TrimEnd('.')}): check its permissions and its disk, or choose another one with --data.", e);
            if (e is NpgsqlException or TimeoutException)
                throw new EmbeddedPostgresException($"The embedded PostgreSQL started but did not answer ({e.Message.TrimEnd('.')}): see postgres.log beside its cluster, then start again.", e);
            throw;
        }
    }

    private static async Task<EmbeddedPostgres> StartAsync(EmbeddedOptions options, string dataFolder, DataFolderLock held, IProgress<string>? progress, CancellationToken ct)
    {
        var site = await ClusterSite.ChooseAsync(options, dataFolder, ct);
        var programs = await ProgramChoice.ForAsync(site, options, ct);
        var secret = Secret.Read(dataFolder, site.Account);
        if (!site.Exists)
        {
            progress?.Report($"Creating a private PostgreSQL {programs.Major} in {site.Folder}");
            await ClusterCreation.CreateAsync(site, programs, secret, ct);
        }

        var launch = new ServerLaunch(site, programs, progress);
        var (server, version) = await RunningAsync(new Running(site, programs, launch, secret, options.Database), ct);
        var supervisor = new Supervisor(site, launch, server, progress);
        supervisor.Begin();
        return new EmbeddedPostgres(held, supervisor, site)
        {
            ConnectionString = DatabaseSetup.ConnectionString(server.Endpoint, secret, options.Database),
            AdminConnectionString = DatabaseSetup.AdminConnectionString(server.Endpoint, secret),
            ServerVersion = version,
            BinFolder = programs.BinFolder,
            Port = server.Endpoint.Port,
            SocketFolder = server.Endpoint.SocketFolder,
        };
    }

    private static async Task<(Server Server, string Version)> RunningAsync(Running wanted, CancellationToken ct)
    {
        var version = "";
        var server = await Takeover.TryAsync(wanted.Site, wanted.Programs, async endpoint => version = await DatabaseSetup.EnsureAsync(endpoint, wanted.Secret, wanted.Database, ct), ct);
        if (server is not null)
            return (server, version);
        try
        {
            return await wanted.StartedAsync(ct);
        }
        catch (EmbeddedPostgresException e) when (e.Refusal == Refusal.PasswordRefused)
        {
            await PasswordReset.RunAsync(wanted.Site, wanted.Programs, wanted.Secret, ct);
            wanted.Site.Notes.Add("The cluster got the password that is in postgres.secret now, because it refused it.");
            return await wanted.StartedAsync(ct);
        }
    }

    /// <summary>Stops PostgreSQL cleanly and waits until it is gone; then the data folder is free again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await _supervisor.StopAsync();
        _supervisor.Dispose();
        Embedded.SocketFolder.Remove(SocketFolder);
        _lock.Dispose();
    }

    /// <summary>Leaves the server running and frees the data folder, as when this process is killed.</summary>
    internal async Task AbandonAsync()
    {
        _disposed = 1;
        await _supervisor.LeaveAsync();
        _supervisor.Dispose();
        _lock.Dispose();
    }

    private sealed record Running(ClusterSite Site, PostgresPrograms Programs, ServerLaunch Launch, string Secret, string Database)
    {
        /// <summary>A new server whose database is there; nothing stays running when that fails.</summary>
        internal async Task<(Server Server, string Version)> StartedAsync(CancellationToken ct)
        {
            var sockets = await Embedded.SocketFolder.CreateAsync(Site.Account, ct);
            Server? server = null;
            try
            {
                server = await Launch.OnFreePortAsync(sockets, ct);
                return (server, await DatabaseSetup.EnsureAsync(server.Endpoint, Secret, Database, ct));
            }
            catch
            {
                if (server is not null)
                    await server.StopAsync();
                server?.Dispose();
                Embedded.SocketFolder.Remove(sockets);
                throw;
            }
        }
    }
}
