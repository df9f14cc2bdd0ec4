using System.Diagnostics;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Processes;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Secrets;

/// <summary>
/// A PostgreSQL of its own with TLS, whose people prove their password as they do in production: by SCRAM, or (the role
/// <c>iam</c>) to somebody outside, as RDS does.
/// </summary>
public sealed class TlsServer : IAsyncLifetime
{
    // As in PostgresCluster, the shell outlives a killed test run.
    private const string Script = """
        bin=$1 folder=$2 port=$3 as=
        if [ "$(id -u)" = 0 ]; then
          chown -R postgres "$folder"
          as='setpriv --reuid=postgres --regid=postgres --init-groups'
        fi
        cd "$folder"
        $as "$bin/initdb" -D "$folder/db" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 || { cat log >&2; exit 1; }
        cp pg_hba.conf db/pg_hba.conf
        printf "ssl = on\nssl_cert_file = '%s'\nssl_key_file = '%s'\n" "$folder/server.crt" "$folder/server.key" >>db/postgresql.conf
        $as "$bin/postgres" -D "$folder/db" -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 -c max_connections=200 \
          -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c timezone=UTC >>log 2>&1 &
        read -r _
        kill -QUIT $!
        wait $!
        cd /
        rm -rf "$folder"
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("cruddur-tls-").FullName;
    private Process? shell;
    private NpgsqlDataSource? owner;

    internal Certificates Authority { get; } = new("Cruddur test authority");

    /// <summary>Says whether a user may come in with a password.</summary>
    internal PasswordDirectory? Outside { get; private set; }

    public int Port { get; } = CruddurProcess.FreePort();

    /// <summary>The file of the authority that programs are told to trust.</summary>
    public string RootFile => Path.Combine(folder, "root.crt");

    public async ValueTask InitializeAsync()
    {
        Outside = PasswordDirectory.Start();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(RootFile, Authority.Root + "\n");
        await WriteAsync(Authority.Issue(new CertificateWish()));
        await File.WriteAllTextAsync(Path.Combine(folder, "pg_hba.conf"), $"""
            local all postgres trust
            hostssl all iam 127.0.0.1/32 ldap ldapserver=127.0.0.1 ldapport={Outside.Port} ldapprefix="cn="
            hostssl all postgres 127.0.0.1/32 trust
            hostnossl all postgres 127.0.0.1/32 trust
            host all all 127.0.0.1/32 scram-sha-256

            """);
        shell = Process.Start(new ProcessStartInfo("sh", ["-c", Script, "sh", PostgresCluster.BinFolder, folder, $"{Port}"]) { RedirectStandardInput = true })!;
        owner = NpgsqlDataSource.Create($"Host={folder};Port={Port};Username=postgres;Database=postgres");
        for (var wait = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                await using var connection = await owner.OpenConnectionAsync();
                break;
            }
            catch (NpgsqlException) when (wait.Elapsed < TimeSpan.FromSeconds(60) && !shell.HasExited)
            {
            }
        }
        await SqlAsync("create role iam login");
    }

    /// <summary>Runs SQL as the owner, who needs neither TLS nor a password.</summary>
    public async Task SqlAsync(string sql)
    {
        await using var command = owner!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Shows another certificate from now on; null switches TLS off.</summary>
    public async Task ShowAsync((string Certificate, string Key)? certificate)
    {
        if (certificate is { } pair) await WriteAsync(pair);
        await SqlAsync($"alter system set ssl = {(certificate is null ? "off" : "on")}");
        await SqlAsync("select pg_reload_conf()");
        // The postmaster reloads a moment later; sessions that begin then have the new one.
        await Task.Delay(300);
    }

    public async ValueTask DisposeAsync()
    {
        if (owner is not null) await owner.DisposeAsync();
        if (shell is not null)
        {
            shell.StandardInput.Close();
            await shell.WaitForExitAsync();
            shell.Dispose();
        }
        Outside?.Dispose();
        Authority.Dispose();
    }

    private async Task WriteAsync((string Certificate, string Key) pair)
    {
        var key = Path.Combine(folder, "server.key");
        await File.WriteAllTextAsync(Path.Combine(folder, "server.crt"), pair.Certificate);
        await File.WriteAllTextAsync(key, pair.Key);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (shell is null || !Environment.IsPrivilegedProcess) return;
        using var chown = Process.Start("chown", ["postgres", key]);
        await chown.WaitForExitAsync();
    }
}
