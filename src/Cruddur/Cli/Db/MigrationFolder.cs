using System.CommandLine;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Cli.Db;

/// <summary>Migrations that are not in the build yet: for who is writing one.</summary>
internal static class MigrationFolder
{
    /// <summary>Where a checkout keeps them, from its root.</summary>
    public const string InCheckout = "db/migrations";

    public static readonly Option<string?> Option = new("--migrations") { Description = "Folder of migration files, instead of those of this build", HelpName = "folder" };

    /// <summary>The files of the folder; null when none is named, which means those of the build.</summary>
    /// <exception cref="UsageException">There is no such folder, or a file breaks the format.</exception>
    public static IReadOnlyList<Migration>? Read(DbRun run) => run.Options.GetValue(Option) is { } folder ? Read(() => MigrationFiles.Folder(run.Host.PathOf(folder))) : null;

    /// <summary>Reads files, and says of one that breaks the format where it does.</summary>
    /// <exception cref="UsageException">A file is not there, or breaks the format.</exception>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (wrong is FormatException or IOException)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
