using System.Globalization;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>What a running server writes about itself in <c>postmaster.pid</c>.</summary>
internal sealed record PostmasterFile(int Pid, string Folder, int Port, string? SocketFolder, bool Ready)
{
    internal static string PathIn(string cluster) => Path.Combine(cluster, "postmaster.pid");

    /// <summary>Null when there is no such file, or it is being written just now.</summary>
    internal static PostmasterFile? Read(string cluster)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PathIn(cluster));
        }
        catch (IOException)
        {
            return null;
        }

        if (lines.Length < 2 || !int.TryParse(lines[0].AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pid))
            return null;
        _ = int.TryParse(Line(lines, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        return new PostmasterFile(pid, lines[1], port, Line(lines, 4) is { Length: > 0 } folder ? folder : null, Line(lines, 7) == "ready");
    }

    private static string Line(string[] lines, int index) => index < lines.Length ? lines[index].Trim() : "";
}
