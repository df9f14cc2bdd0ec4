using System.Globalization;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>Only one Cruddur per data folder. The operating system drops the lock with the process, however it dies.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _pidFile;

    private DataFolderLock(FileStream stream, string pidFile) => (_lock, _pidFile) = (stream, pidFile);

    /// <exception cref="EmbeddedPostgresException">Another process holds the folder, or it cannot be written.</exception>
    internal static DataFolderLock Take(string dataFolder)
    {
        // The pid has a file of its own: a locked file cannot be read by the one who wants to know who locked it.
        var pidFile = Path.Combine(dataFolder, "cruddur.pid");
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(dataFolder);
            held = new FileStream(Path.Combine(dataFolder, "cruddur.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.Delete(pidFile);
            File.WriteAllText(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolderLock(held, pidFile);
        }
        catch (IOException e) when (held is null && e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && File.Exists(pidFile))
        {
            throw new EmbeddedPostgresException($"Cruddur already runs on {dataFolder} (process {File.ReadAllText(pidFile)}): stop that one, or start this one with --data <another folder>.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            if (e.Message.Contains("No space left", StringComparison.Ordinal))
                throw new EmbeddedPostgresException($"The disk of the data folder {dataFolder} is full: free some space, then start again; what was saved is not lost.", e);
            throw new EmbeddedPostgresException($"The data folder {dataFolder} cannot be written ({e.Message.TrimEnd('.')}): make it writable for {Environment.UserName}, or choose another one with --data <folder>.", e);
        }
    }

    public void Dispose()
    {
        File.Delete(_pidFile);
        _lock.Dispose();
    }
}
