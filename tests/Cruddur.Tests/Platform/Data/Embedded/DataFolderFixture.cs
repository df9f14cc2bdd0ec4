using System.Diagnostics;
using System.Runtime.Versioning;
using Cruddur.Platform.Data.Embedded;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Embedded;

/// <summary>A temporary folder with a data folder in it; removed with everything in it after the test.</summary>
[UnsupportedOSPlatform("windows")]
public abstract class DataFolderFixture : IDisposable
{
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private readonly DirectoryInfo _root = OpenFolder();

    protected string Root => _root.FullName;
    protected string State => Path.Combine(Root, "state");

    protected EmbeddedOptions Options(string name = "data") => new(Path.Combine(Root, name)) { StateFolder = State };

    protected static Task<EmbeddedPostgres> StartAsync(EmbeddedOptions options) =>
        EmbeddedPostgres.StartAsync(options, null, TestContext.Current.CancellationToken);

    /// <summary>Options for a data folder whose cluster was made before, once for all tests: initdb is slow.</summary>
    protected async Task<EmbeddedOptions> PreparedAsync(string name = "data")
    {
        Copy(await Template.Value, Path.Combine(Root, name));
        return Options(name);
    }

    protected static async Task<string> RefusalAsync(EmbeddedOptions options)
    {
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(options));
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }

    /// <summary>Waits for what happens in another process, at most 20 seconds.</summary>
    protected static async Task UntilAsync(Func<bool> happened)
    {
        for (var i = 0; i < 1000 && !happened(); i++)
            await Task.Delay(20);
        Assert.True(happened());
    }

    protected static async Task ExecuteAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // Tests write their statements themselves.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    protected static async Task<string?> ReadAsync(EmbeddedPostgres postgres, string sql) => await ReadAsync(postgres.ConnectionString, sql);

    protected static async Task<string?> ReadAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // Tests write their statements themselves.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    protected void WriteProgram(string folder, string version)
    {
        Directory.CreateDirectory(Path.Combine(Root, folder));
        foreach (var name in (string[])["postgres", "initdb"])
        {
            var file = Path.Combine(Root, folder, name);
            File.WriteAllText(file, $"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n");
            File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
        }
    }

    public void Dispose()
    {
        _root.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var copy = Child.Start(new ProcessStartInfo("cp", ["-a", Path.GetFullPath(from), to]));
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var root = OpenFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => root.Delete(recursive: true);
        var data = Path.Combine(root.FullName, "data");
        await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedOptions(data), null, CancellationToken.None);
        return data;
    }

    private static DirectoryInfo OpenFolder()
    {
        var made = Directory.CreateTempSubdirectory("cruddur-test-");
        File.SetUnixFileMode(made.FullName, (UnixFileMode)0b111_101_101);
        return made;
    }
}
