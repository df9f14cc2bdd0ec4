namespace Cruddur.Platform.Data.Backups;

/// <summary>Numbers of bytes for people.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Such as <c>214 MB</c> or <c>1.4 GB</c>; a kilobyte has 1000 bytes.</summary>
    public static string Of(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1000 && unit < Units.Length - 1; unit++) size /= 1000;
        return size < 10 && unit > 0 ? FormattableString.Invariant($"{size:0.0} {Units[unit]}") : FormattableString.Invariant($"{size:0} {Units[unit]}");
    }
}
