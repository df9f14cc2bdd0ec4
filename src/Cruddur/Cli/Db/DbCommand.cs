using System.CommandLine;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db</c>: what operators do with the database.</summary>
internal static class DbCommand
{
    public static Command Create(CliHost host) => new("db", "Works on the database: creates, migrates, seeds and shows it.")
    {
        DbOptions.Target, DbOptions.Url, DbOptions.Data, DbOptions.Json, DbOptions.Quiet,
        CreateVerb.Create(host),
        DropVerb.Create(host),
        SetupVerbs.Prepare(host),
        SetupVerbs.Setup(host),
        SetupVerbs.Reset(host),
        MigrateVerb.Create(host),
        StatusVerb.Create(host),
        WaitVerb.Create(host),
        VerifyVerb.Create(host),
        LintVerb.Create(host),
        NewVerb.Create(host),
        DiffVerb.Create(host),
        DumpVerb.Create(host),
        LoadVerb.Create(host),
        RollbackVerb.Create(host),
        SetupVerbs.Redo(host),
        RepairVerb.Create(host),
        LocksVerb.Create(host),
        SessionsVerb.Create(host),
        KillVerb.Create(host),
        HealthVerb.Create(host),
        PoolVerb.Create(host),
        ExpireVerb.Create(host),
        CountersVerb.Create(host),
        DoctorCommand.Create(host, top: false),
        BackupVerb.Create(host),
        RestoreVerb.Create(host),
        BackupsVerb.Create(host),
        SeedVerb.Create(host),
        ConnectVerb.Create(host),
        SqlVerb.Create(host),
        UseVerb.Create(host),
        TargetVerb.Create(host),
        UrlVerb.Create(host),
        SecretVerb.Create(host),
    };
}

/// <summary>Options that every verb of <c>cruddur db</c> takes.</summary>
internal static class DbOptions
{
    public static readonly Option<string?> Target = new("--target") { Description = "Which database: local, prod or another name (CRUDDUR_TARGET, .cruddur/target, then local)", Recursive = true };
    public static readonly Option<string?> Url = new("--url") { Description = "URL of the database, instead of the settings of the target", Recursive = true };
    public static readonly Option<string?> Data = new("--data") { Description = "Folder of the embedded PostgreSQL, used when there is no other (CRUDDUR_DATA, then ./data)", Recursive = true };
    public static readonly Option<bool> Json = new("--json") { Description = "One JSON object per line on standard output", Recursive = true };
    public static readonly Option<bool> Quiet = new("--quiet") { Description = "Nothing on standard error but failures", Recursive = true };

    public static IReadOnlyList<Option> All => [Target, Url, Data, Json, Quiet];
}
