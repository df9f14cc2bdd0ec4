using Cruddur.Platform.Data.Linting;
using Cruddur.Platform.Data.Migrations;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Linting;

public sealed class LintTests
{
    public static IEnumerable<TheoryDataRow<string, int>> Samples() =>
        LintSample.All.Select((sample, index) => new TheoryDataRow<string, int>(sample.Rule, index));

    /// <summary>A file around a block <c>up</c>, which may begin with directives of its own.</summary>
    internal static Migration File(string up, string more = "")
    {
        var own = up.StartsWith("phase=", StringComparison.Ordinal) || up.StartsWith("transaction=", StringComparison.Ordinal) ? up[..up.IndexOf('\n', StringComparison.Ordinal)] : "";
        var phase = own.StartsWith("phase=", StringComparison.Ordinal) ? own : $"phase=expand {own}";
        var total = own == "phase=backfill" ? "-- total\nselect 1;\n" : "";
        return MigrationFiles.Parse("0042_sample.sql", $"-- cruddur: {phase}{more}\n-- up\n{up[own.Length..].TrimStart('\n')};\n{total}-- verify\nselect true;\n");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_breaks_a_rule_is_found_and_the_rewrite_is_not(string rule, int index)
    {
        var sample = LintSample.All[index];
        var finding = Assert.Single(Lint.Check(File(sample.Bad)));
        Assert.Equal((rule, sample.Table), (finding.Rule.Id, finding.Table));
        Assert.Empty(Lint.Check(File(sample.Good)));
    }

    [Fact]
    public void Every_rule_has_a_sample_and_its_own_name()
    {
        Assert.Equal(Lint.Rules.Select(rule => rule.Id).Order(), LintSample.All.Select(sample => sample.Rule).Distinct().Order());
        Assert.InRange(Lint.Rules.Count, 20, 40);
    }

    [Fact]
    public void Every_migration_of_this_build_passes() => Assert.Empty(MigrationFiles.Embedded().SelectMany(Lint.Check));

    [Fact]
    public void A_finding_says_rule_place_lock_rows_and_what_to_write_instead()
    {
        var finding = Assert.Single(Lint.Check(File("alter table users\n  add column a text,\n  add column b text not null")));
        Assert.Equal("adding-required-column in 0042_sample.sql:5. ADD COLUMN … NOT NULL takes AccessExclusiveLock on users (1200 rows). "
            + "Write instead: add the column without NOT NULL, or with a constant DEFAULT.", finding.Text(1200));
        Assert.Contains("on users (unknown rows).", finding.Text(null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_may_allow_a_rule_and_no_other()
    {
        var both = "alter table users add b text not null;\ncreate index i on users (b)";
        Assert.Equal(2, Lint.Check(File(both)).Count);
        var allowed = File(both, "\n-- cruddur: allow=adding-required-column because=nobody has signed up yet, so the table is empty");
        Assert.Equal("index-not-concurrent", Assert.Single(Lint.Check(allowed)).Rule.Id);
        Assert.Equal("nobody has signed up yet, so the table is empty", allowed.Allows["adding-required-column"]);
        Assert.Equal(["no-such-rule"], Lint.UnknownRules(File(both, "\n-- cruddur: allow=no-such-rule because=x")));
    }

    [Theory]
    [InlineData("allow=adding-required-column")]
    [InlineData("allow=adding-required-column because=")]
    public void Allowing_needs_a_reason(string directive) =>
        Assert.Contains("is no directive", Assert.Throws<FormatException>(() => File("select 1", $"\n-- cruddur: {directive}")).Message, StringComparison.Ordinal);

    [Fact]
    public void Comments_strings_and_quoted_names_are_not_taken_for_SQL()
    {
        Assert.Empty(Lint.Check(File("-- drop table users;\nselect 'drop table users' /* truncate users */, \"update\" from \"lock\"")));
        Assert.Equal("Users", Assert.Single(Lint.Check(File("TRUNCATE \"Users\""))).Table);
    }
}
