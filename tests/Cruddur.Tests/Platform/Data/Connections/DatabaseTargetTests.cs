using System.Text.Json;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Tests.Platform.Data.Secrets;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Connections;

/// <summary>Which database is meant, for every setting that may say so.</summary>
public sealed class DatabaseTargetTests : IAsyncLifetime
{
    private const string Rds = "app.c1.eu-west-1.rds.amazonaws.com";

    private readonly string folder = Directory.CreateTempSubdirectory("cruddur-target-").FullName;
    private SecretServer secrets = null!;

    public async ValueTask InitializeAsync()
    {
        secrets = await SecretServer.StartAsync();
        secrets.Set("whole", JsonSerializer.Serialize(new { engine = "postgres", host = Rds, port = 5433, username = "s", password = "p;'\"%", dbname = "cruddur" }));
        secrets.Set("managed", """{"username":"master","password":"p"}""");
        secrets.Set("url", "postgres://u:p@db.example/d?sslmode=verify-full");
    }

    public async ValueTask DisposeAsync()
    {
        await secrets.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("", "embedded", "the embedded PostgreSQL")]
    [InlineData("CONNECTION_URL=postgres://u@a/d", "u@a/d", "CONNECTION_URL")]
    [InlineData("DATABASE_URL=postgres://u@a/d", "u@a/d", "DATABASE_URL")]
    [InlineData("DB_SECRET_ARN=whole", "s@" + Rds + ":5433/cruddur", "secretsmanager:whole")]
    [InlineData("DB_SECRET_ARN=managed DB_HOST=h DB_NAME=n", "master@h/n", "secretsmanager:managed")]
    [InlineData("DB_SECRET_ARN=whole DB_HOST=" + Rds, "s@" + Rds + ":5433/cruddur", "secretsmanager:whole")]
    [InlineData("DB_PARAMETER=url", "u@db.example/d", "ssm:url")]
    [InlineData("DB_HOST=h DB_PORT=5444 DB_NAME=n DB_USER=u DB_PASSWORD=p", "u@h:5444/n", "DB_HOST")]
    [InlineData("DB_HOST=h DB_NAME=n DB_USER=u DB_IAM=1", "u@h/n", "DB_HOST with IAM")]
    [InlineData("CONNECTION_URL=postgres://u@" + Rds + ":5433/cruddur DB_SECRET_ARN=whole", "u@" + Rds + ":5433/cruddur", "CONNECTION_URL")]
    [InlineData("CONNECTION_URL=postgres://u@a/d DB_SECRET_ARN=managed", "u@a/d", "CONNECTION_URL")]
    public async Task The_first_setting_that_names_a_database_counts(string settings, string place, string source)
    {
        var target = await ResolveAsync(settings);
        Assert.Equal(place, target.Url?.Redacted.Replace(":***@", "@", StringComparison.Ordinal) ?? "embedded");
        Assert.Equal(source, target.Source);
        Assert.Empty(target.Notes);
    }

    [Theory]
    [InlineData("CONNECTION_URL=postgres://u@a/d DATABASE_URL=postgres://u@a/e", "CDB-002: Two settings disagree: CONNECTION_URL says a/d, DATABASE_URL says a/e. Remove one.")]
    [InlineData("DATABASE_URL=postgres://u@a/d DB_SECRET_ARN=whole", "CDB-002: Two settings disagree: DATABASE_URL says a/d, DB_SECRET_ARN says " + Rds + ":5433/cruddur. Remove one.")]
    [InlineData("DB_SECRET_ARN=whole DB_PARAMETER=url", "CDB-002: Two settings disagree: DB_SECRET_ARN says " + Rds + ":5433/cruddur, DB_PARAMETER says db.example/d. Remove one.")]
    [InlineData("DB_SECRET_ARN=whole DB_HOST=h", "CDB-002: Two settings disagree: DB_SECRET_ARN says " + Rds + ":5433/cruddur, DB_HOST says h/…. Remove one.")]
    [InlineData("DB_SECRET_ARN=whole DB_HOST=" + Rds + " DB_PORT=1", "CDB-002: Two settings disagree: DB_SECRET_ARN says " + Rds + ":5433/cruddur, DB_HOST says " + Rds + ":1/…. Remove one.")]
    [InlineData("CONNECTION_URL=postgres://u@a:6432/d DATABASE_URL_DIRECT=postgres://u@b/e", "CDB-002: Two settings disagree: CONNECTION_URL says a:6432/d, DATABASE_URL_DIRECT says b/e. Remove one.")]
    [InlineData("DB_SECRET_ARN=managed", "CDB-051: The secret secretsmanager:managed has no host. Set DB_HOST and DB_NAME, or add host and dbname to it.")]
    [InlineData("DB_HOST=h", "CDB-051: DB_HOST is set without DB_NAME and DB_USER. Set both, or remove DB_HOST.")]
    [InlineData("CRUDDUR_TARGET=staging CONNECTION_URL=postgres://u@a/d", "CDB-001: No database configured. Looked for --url, STAGING_CONNECTION_URL, DB_SECRET_ARN, DB_PARAMETER, DB_HOST. Run 'cruddur db use local' or set one of them.")]
    public async Task What_contradicts_or_is_missing_is_an_error(string settings, string message)
    {
        var failure = await Assert.ThrowsAsync<DatabaseException>(() => ResolveAsync(settings));
        Assert.Equal((message, 2), (failure.Message, failure.ExitCode));
    }

    [Fact]
    public async Task A_secret_that_only_has_to_agree_and_cannot_be_read_is_mentioned()
    {
        var target = await ResolveAsync("CONNECTION_URL=postgres://u@a/d DB_SECRET_ARN=missing");
        Assert.StartsWith("DB_SECRET_ARN was not compared: CDB-050: ", Assert.Single(target.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_target_is_named_by_option_then_variable_then_file_and_is_never_production_by_itself()
    {
        Assert.Equal("local", (await ResolveAsync("PROD_CONNECTION_URL=postgres://u@p/d")).Name);
        TargetFile.Write(folder, "staging");
        const string Urls = "PROD_CONNECTION_URL=postgres://u@p/d STAGING_CONNECTION_URL=postgres://u@s/d";
        Assert.Equal("s", (await ResolveAsync(Urls)).Url!.Host);
        Assert.Equal("p", (await ResolveAsync($"{Urls} CRUDDUR_TARGET=prod")).Url!.Host);
        Assert.Equal(("staging", "s"), (await ResolveAsync($"{Urls} CRUDDUR_TARGET=prod", "staging")) is var named ? (named.Name, named.Url!.Host) : default);
    }

    [Theory]
    [InlineData("CONNECTION_URL=postgres://u:p@ep-x-1-pooler.eu-central-1.aws.neon.tech/d?sslmode=require", "ep-x-1.eu-central-1.aws.neon.tech", true)]
    [InlineData("CONNECTION_URL=postgres://u:p@ep-x-1-pooler.eu-central-1.aws.neon.tech/d DATABASE_URL_DIRECT=postgres://u:p@direct.example/d", "direct.example", false)]
    [InlineData("CONNECTION_URL=postgres://u:p@ep-x-1.eu-central-1.aws.neon.tech/d", null, false)]
    [InlineData("CRUDDUR_TARGET=prod PROD_CONNECTION_URL=postgres://u@p:6432/d DATABASE_URL_DIRECT=postgres://u@direct.example/d", "direct.example", false)]
    [InlineData("CRUDDUR_TARGET=prod PROD_CONNECTION_URL=postgres://u@p:6432/d CONNECTION_URL=postgres://u@l/d DATABASE_URL_DIRECT=postgres://u@direct.example/d", null, false)]
    [InlineData("CRUDDUR_TARGET=prod PROD_CONNECTION_URL=postgres://u@p:6432/d CONNECTION_URL=postgres://u@l/d PROD_DATABASE_URL_DIRECT=postgres://u@direct.example/d", "direct.example", false)]
    public async Task Operator_work_goes_to_the_direct_endpoint_of_the_same_target(string settings, string? host, bool derived)
    {
        var target = await ResolveAsync(settings);
        Assert.Equal((host, derived), (target.Direct?.Host, target.IsDirectDerived));
        if (host is null) return;
        var plan = ConnectionPlan.For(target, ConnectionProfile.Migration, "migrate");
        Assert.Equal(host, new NpgsqlConnectionStringBuilder(plan.ConnectionString).Host);
    }

    [Fact]
    public async Task A_derived_direct_endpoint_follows_the_secret_and_a_named_one_does_not()
    {
        secrets.Set("neon", "postgres://u:one@ep-x-pooler.eu-central-1.aws.neon.tech/d");
        Assert.NotNull(ConnectionPlan.For(await ResolveAsync("DB_SECRET_ARN=neon"), ConnectionProfile.Migration, "x").Secret);
        Assert.Null(ConnectionPlan.For(await ResolveAsync("DB_SECRET_ARN=neon DATABASE_URL_DIRECT=postgres://v:w@direct.example/d"), ConnectionProfile.Migration, "x").Secret);
    }

    [Theory]
    [InlineData("CONNECTION_URL=postgres://u@h/d", ConnectionProfile.Direct)]
    [InlineData("CONNECTION_URL=postgres://u@h/d AWS_LAMBDA_FUNCTION_NAME=f", ConnectionProfile.Lambda)]
    [InlineData("CONNECTION_URL=postgres://u@h:6432/d AWS_LAMBDA_FUNCTION_NAME=f", ConnectionProfile.PgBouncer)]
    [InlineData("CONNECTION_URL=postgres://u@app.proxy-c1.eu-west-1.rds.amazonaws.com/d", ConnectionProfile.RdsProxy)]
    public async Task The_profile_goes_by_the_host_and_by_Lambda(string settings, ConnectionProfile profile)
    {
        var target = await ResolveAsync(settings);
        Assert.Equal(profile, target.Profile);
        var driver = new NpgsqlConnectionStringBuilder(ConnectionPlan.For(target, null, "app").ConnectionString);
        Assert.True(!target.IsOnLambda || driver.MaxPoolSize <= 2);
    }

    [Theory]
    [InlineData("", Rds, null)]
    [InlineData("bundle", Rds, "rds-global-bundle.pem")]
    [InlineData("bundle", "db.example", null)]
    [InlineData("bundle", "app.proxy-c1.eu-west-1.rds.amazonaws.com", null)]
    [InlineData("bundle", "ep-x.eu-central-1.aws.neon.tech", null)]
    [InlineData("bundle CRUDDUR_DB_CA=system", Rds, null)]
    [InlineData("bundle CRUDDUR_DB_CA=rds", "db.example", "rds-global-bundle.pem")]
    [InlineData("CRUDDUR_DB_CA=rds", Rds, "CDB-016")]
    [InlineData("CRUDDUR_DB_CA=/no/such/file.pem", "db.example", "CDB-016")]
    public async Task The_authority_is_chosen_for_each_host(string settings, string host, string? file)
    {
        if (settings.StartsWith("bundle", StringComparison.Ordinal)) await File.WriteAllTextAsync(Path.Combine(folder, "rds-global-bundle.pem"), "");
        var target = await ResolveAsync($"CONNECTION_URL=postgres://u@{host}/d {settings.Replace("bundle", "", StringComparison.Ordinal)}");
        if (file == "CDB-016")
        {
            var failure = Assert.Throws<DatabaseException>(() => ConnectionPlan.For(target, null, "app"));
            Assert.StartsWith($"CDB-016: TLS to {host} failed: ", failure.Message, StringComparison.Ordinal);
            if (host == Rds) Assert.Contains($"fetch the bundle with: curl -fo {folder}/rds-global-bundle.pem https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem", failure.Message, StringComparison.Ordinal);
            return;
        }
        var driver = new NpgsqlConnectionStringBuilder(ConnectionPlan.For(target, null, "app").ConnectionString);
        Assert.Equal(file, Path.GetFileName(driver.RootCertificate));
    }

    private Task<DatabaseTarget> ResolveAsync(string text, string? target = null)
    {
        var settings = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        foreach (var (name, value) in secrets.AgentSettings) settings.TryAdd(name, value);
        return DatabaseTarget.ResolveAsync(new DatabaseChoice(target, null, folder, settings.GetValueOrDefault, TimeProvider.System, folder), default);
    }
}
