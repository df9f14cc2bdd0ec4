using System.Data.Common;
using System.Runtime.CompilerServices;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Connections;

public class UrlGoldenTests
{
    [Fact]
    [Trait("Category", "golden")]
    public async Task Every_url_becomes_what_the_golden_file_says()
    {
        var lines = await File.ReadAllLinesAsync(GoldenFile(), TestContext.Current.CancellationToken);
        var actual = string.Concat(lines.Where(l => !IsAnswer(l)).Select(l => l + "\n" + (IsUrl(l) ? Answer(l) : "")));

        if (Environment.GetEnvironmentVariable("CRUDDUR_GOLDEN") == "accept")
            await File.WriteAllTextAsync(GoldenFile(), actual, TestContext.Current.CancellationToken);
        Assert.True(lines.Count(IsUrl) >= 60);
        Assert.Equal(await File.ReadAllTextAsync(GoldenFile(), TestContext.Current.CancellationToken), actual);
    }

    [Fact]
    public async Task Every_accepted_url_builds_a_data_source_in_every_profile()
    {
        foreach (var text in Urls())
        {
            if (Record.Exception(() => Machine.Parse(text)) is DatabaseException)
                continue;
            var url = Machine.Parse(text);
            foreach (var profile in Enum.GetValues<ConnectionProfile>().Where(p => p != ConnectionProfile.Migration || !url.Detected.IsPooler()))
            {
                var builder = new NpgsqlDataSourceBuilder(url.ToNpgsql(profile));
                await using var source = url.IsMultiHost ? builder.BuildMultiHost() : builder.Build();
                Assert.DoesNotContain(";Password=", source.ConnectionString, StringComparison.Ordinal);
            }
        }
    }

    internal static string[] Urls() => [.. File.ReadAllLines(GoldenFile()).Where(IsUrl)];

    private static bool IsUrl(string line) => line.Length > 0 && line[0] != '#' && !IsAnswer(line);

    private static bool IsAnswer(string line) => line.StartsWith("   ", StringComparison.Ordinal);

    private static string Answer(string text)
    {
        try
        {
            var url = Machine.Parse(text);
            var profile = url.Detected == ConnectionProfile.Direct ? "" : $"[{url.Detected}] ";
            var session = url.TargetSession == "any" ? "" : $" (checked on open: {url.TargetSession})";
            return $"   => {profile}{Added(url)}{session}\n" + string.Concat(url.Warnings.Select(w => $"   !! {w}\n"));
        }
        catch (DatabaseException refusal)
        {
            return $"   => {refusal.Message}\n";
        }
    }

    private static string Added(ConnectionUrl url)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = url.ToNpgsql(url.Detected) };
        var profile = ConnectionProfiles.Settings(url.Detected, "app");
        var usual = new DbConnectionStringBuilder { ConnectionString = profile.ConnectionString };
        var added = settings.Keys.Cast<string>().Where(k => !usual.TryGetValue(k, out var value) || !value.Equals(settings[k]));
        return string.Join("; ", added.Select(k => $"{k}={settings[k]}"));
    }

    private static string GoldenFile([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Cruddur.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No Cruddur.slnx above " + here);
        return Path.Combine(folder.FullName, "tests", "golden", "connection-urls.txt");
    }
}
