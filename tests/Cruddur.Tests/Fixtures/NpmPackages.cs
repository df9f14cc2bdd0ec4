namespace Cruddur.Tests.Fixtures;

/// <summary>What the build has fetched by npm.</summary>
internal static class NpmPackages
{
    /// <summary>The folder that holds the packages.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>The path of a file of a package.</summary>
    public static string Find(string file)
    {
        var path = Path.Combine(Folder, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{file} is not there; build src/Cruddur, which fetches it by npm.");
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var packages = Path.Combine(folder.FullName, "npm", "node_modules");
            if (Directory.Exists(packages)) return packages;
        }
        throw new DirectoryNotFoundException("There is no npm/node_modules; build src/Cruddur, which fetches it.");
    }
}
