using Cruddur.Platform.Data;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Connections;

public class UrlAgainstLibpqTests
{
    // Ours on purpose: keys that other tools put into URLs, and keys of libpq versions newer than the one at hand.
    private static readonly string[] NotInEveryLibpq =
        ["schema", "connection_limit", "pool_timeout", "statement_timeout", "pgbouncer", "trust_server_certificate", "tty",
         "sslnegotiation", "require_auth", "load_balance_hosts", "sslcompression", "requiressl"];

    // Ours on purpose: the last @ ends a name and password, and neither ssl=true nor requiressl=0 weakens anything.
    private static readonly string[] OtherByDesign =
        ["postgres://u:p@@db.example/d", "postgres://u@corp:p@db.example/d",
         "postgres://u:p@db.example/d?sslmode=verify-full&ssl=true", "postgres://u:p@db.example/d?requiressl=0"];

    [Fact]
    public void Accepted_urls_mean_what_libpq_says()
    {
        NeedLibpq();
        var compared = 0;
        foreach (var text in UrlGoldenTests.Urls().Except(OtherByDesign))
        {
            if (Record.Exception(() => Machine.Parse(text)) is DatabaseException)
                continue;
            var (theirs, error) = Libpq.Parse(text);
            if (theirs is null)
            {
                Assert.Contains(NotInEveryLibpq, key => error.Contains($"invalid URI query parameter: \"{key}\"", StringComparison.Ordinal));
                continue;
            }

            compared++;
            Assert.Equal(Comparable(theirs), Comparable(Machine.Parse(text).Parameters));
        }

        Assert.InRange(compared, 60, int.MaxValue);
    }

    [Fact]
    public void What_libpq_refuses_for_its_grammar_is_refused()
    {
        NeedLibpq();
        foreach (var text in UrlGoldenTests.Urls())
        {
            if (Libpq.Parse(text) is (null, var error) && !error.Contains("invalid URI query parameter", StringComparison.Ordinal))
                Machine.Refusal(text);
        }
    }

    [Fact]
    public void Libpq_reads_formatted_urls_alike()
    {
        NeedLibpq();
        var urls = (from user in UrlPropertyTests.Text from password in UrlPropertyTests.Text select $"postgres://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@db.example/d").ToArbitrary();
        Prop.ForAll(urls, u =>
        {
            var url = Machine.Parse(u);
            Assert.Equal(Libpq.Parse(url.Format()).Pairs, url.Parameters);
        }).QuickCheckThrowOnFailure();
    }

    private static SortedDictionary<string, string> Comparable(IReadOnlyDictionary<string, string> pairs)
    {
        var comparable = new SortedDictionary<string, string>(pairs.ToDictionary(), StringComparer.Ordinal);
        if (comparable.GetValueOrDefault("port") is { } port && port.All(c => c == ','))
            comparable.Remove("port");
        return comparable;
    }

    private static void NeedLibpq()
    {
        if (Libpq.IsPresent)
            return;
        const string why = "libpq.so.5 is not installed, so its parser cannot be asked. On Debian: apt install libpq5.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(why);
        Assert.Skip(why);
    }
}
