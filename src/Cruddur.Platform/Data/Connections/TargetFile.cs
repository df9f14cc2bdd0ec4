namespace Cruddur.Platform.Data.Connections;

/// <summary>The file <c>.cruddur/target</c> of a folder: which database is meant there when nothing else says so.</summary>
public static class TargetFile
{
    /// <summary>Where it lies.</summary>
    public static string In(string folder) => Path.Combine(folder, ".cruddur", "target");

    /// <summary>The target's name, or null when there is no file or nothing in it.</summary>
    public static string? Read(string folder) => File.Exists(In(folder)) && File.ReadAllText(In(folder)).Trim() is { Length: > 0 } name ? name : null;

    /// <summary>Writes the target's name.</summary>
    public static void Write(string folder, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(folder))!);
        File.WriteAllText(In(folder), name + "\n");
    }
}
