using Cruddur.Platform;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Cruddur.Tests.Platform;

public sealed class SettingsTests
{
    [Fact]
    public void Without_settings_everything_has_a_default()
    {
        var settings = Settings.From(new ConfigurationBuilder().Build());
        Assert.Null(settings.FrontendUrl);
        Assert.Equal("Information", settings.LogLevel);
        Assert.Empty(settings.Origins);
    }

    [Fact]
    public void The_file_in_the_data_folder_sets_what_it_names()
    {
        using var folder = new Folder("""{ "FRONTEND_URL": "https://front.example.com/app", "Postgres": { "BinDir": "/opt/pg" }, "Log": { "Level": "debug", "Json": "true" } }""");
        var settings = Settings.Load(folder.Path);
        Assert.Equal(["https://front.example.com"], settings.Origins);
        Assert.Equal("/opt/pg", settings.PostgresBinDir);
        Assert.Equal(("Debug", true), (settings.LogLevel, settings.JsonLogs));
    }

    [Theory]
    [InlineData("""{ "FRONTEND_URI": "https://front.example.com" }""", "Unknown setting 'FRONTEND_URI'.")]
    [InlineData("""{ "Log": { "Levle": "Debug" } }""", "Unknown setting 'Log:Levle'.")]
    [InlineData("""{ "FRONTEND_URL": "front.example.com" }""", "FRONTEND_URL must be an address such as https://cruddur.example.com")]
    [InlineData("""{ "FRONTEND_URL": "ftp://front.example.com" }""", "FRONTEND_URL must be an address")]
    [InlineData("""{ "FRONTEND_URL": "javascript:alert(1)" }""", "FRONTEND_URL must be an address")]
    [InlineData("""{ "Log": { "Level": "Loud" } }""", "Log:Level must be one of Trace, Debug")]
    [InlineData("""{ "Log": { "Json": "yes" } }""", "Log:Json must be true or false")]
    [InlineData("""{ "Log": """, "is not valid JSON")]
    [InlineData("""[]""", "is not valid JSON")]
    public void What_is_wrong_with_a_setting_is_told_in_one_line_with_the_way_out(string json, string expected)
    {
        using var folder = new Folder(json);
        var message = Assert.Throws<SettingsException>(() => Settings.Load(folder.Path)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Matches("(Correct|Remove|correct|remove|delete)", message);
    }

    private sealed class Folder : IDisposable
    {
        public Folder(string json) => File.WriteAllText(System.IO.Path.Combine(Path, "cruddur.json"), json);

        public string Path { get; } = Directory.CreateTempSubdirectory("cruddur-settings-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
