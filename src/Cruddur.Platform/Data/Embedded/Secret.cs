using System.Security.Cryptography;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>The cluster's random password, which keeps other users of the machine out of the loopback port.</summary>
internal static class Secret
{
    /// <summary>Reads <c>postgres.secret</c>, or makes it (mode 0600) when it is missing.</summary>
    internal static string Read(string dataFolder, Account account)
    {
        var file = Path.Combine(dataFolder, "postgres.secret");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: >= 32 } known && known.All(char.IsAsciiHexDigit))
            return known;
        var made = RandomNumberGenerator.GetHexString(48, lowercase: true);
        var draft = file + ".new";
        File.Delete(draft);
        WritePrivate(draft, made);
        if (account.OwnsFolder)
            account.Own(draft);
        File.Move(draft, file, overwrite: true);
        return made;
    }

    /// <summary>Writes a new file that nobody but its owner may read.</summary>
    internal static void WritePrivate(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        using var writer = new StreamWriter(stream);
        writer.Write(text);
        writer.Flush();
        stream.Flush(flushToDisk: true);
    }
}
