using System.Diagnostics;
using System.Globalization;

namespace Cruddur.Tests.Fixtures;

/// <summary>A store that speaks S3, on a port of its own, with one bucket.</summary>
internal sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "backups";

    private const string Script = """
        const S3rver = require(process.argv[1]);
        new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: process.argv[2], configureBuckets: [{ name: 'backups' }] })
          .run().then(address => console.log(address.port));
        process.stdin.resume().on('end', () => process.exit());
        """;

    private readonly Process process;
    private readonly DirectoryInfo folder;

    private S3Server(Process process, DirectoryInfo folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>What tells a client of S3 about this store.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["AWS_ENDPOINT_URL_S3"] = $"http://127.0.0.1:{Port}",
        ["AWS_REGION"] = "eu-central-1",
        ["AWS_ACCESS_KEY_ID"] = "S3RVER",
        ["AWS_SECRET_ACCESS_KEY"] = "S3RVER",
    };

    public static async Task<S3Server> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("cruddur-s3-");
        // It ends with its standard input, so with the test run, whatever ends that.
        var process = Process.Start(new ProcessStartInfo("node", ["-e", Script, NpmPackages.Find("@20minutes/s3rver/lib/s3rver.js"), folder.FullName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var port = await process.StandardOutput.ReadLineAsync();
        return new S3Server(process, folder, int.Parse(port!, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }
}
