namespace Cruddur.Platform.Data.Embedded;

/// <summary><c>postgres.log</c>: what PostgreSQL says, kept below 20 MB (this one and the one before).</summary>
internal sealed class ServerLog(ClusterSite site)
{
    private const long Limit = 10 * 1024 * 1024;

    private string File => site.LogFile;

    /// <summary>Makes sure that the account can write the file; returns its length.</summary>
    internal long Prepare()
    {
        Rotate(running: false);
        var info = new FileInfo(File);
        if (!info.Exists)
        {
            using var made = new FileStream(File, FileMode.CreateNew, FileAccess.Write);
        }

        site.Account.Own(File);
        return new FileInfo(File).Length;
    }

    /// <summary>Keeps the file small; a running server goes on writing to the same file, so that is copied and emptied.</summary>
    internal void Rotate(bool running)
    {
        var info = new FileInfo(File);
        if (!info.Exists || info.Length <= Limit || info.LinkTarget is not null)
            return;
        if (!running)
        {
            System.IO.File.Move(File, File + ".1", overwrite: true);
            return;
        }

        System.IO.File.Copy(File, File + ".1", overwrite: true);
        using var emptied = new FileStream(File, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
    }

    /// <summary>What was written since the file had this length.</summary>
    internal string Since(long length)
    {
        using var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(Math.Min(length, stream.Length), SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
