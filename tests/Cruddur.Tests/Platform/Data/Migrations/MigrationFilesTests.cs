using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Migrations;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Migrations;

public sealed class MigrationFilesTests
{
    [Fact]
    public void Every_embedded_file_can_go_back_and_says_how_to_check_it() =>
        Assert.All(MigrationFiles.Embedded(), file => Assert.True(file.Down.Count > 0 && file.Verify is not null, file.File));

    [Theory]
    [InlineData("1_x.sql", "", "1_x.sql: a migration is named NNNN_name.sql")]
    [InlineData("0001_x.sql", "-- up\nselect 1;", "0001_x.sql: says no phase.")]
    [InlineData("0001_x.sql", "-- cruddur: phase=expand\n", "0001_x.sql: has no statement in a block '-- up'.")]
    [InlineData("0001_x.sql", "-- cruddur: phase=expand\nselect 1;\n-- up\nselect 1;", "0001_x.sql, line 2: SQL stands before the first block.")]
    [InlineData("0001_x.sql", "-- cruddur: fase=expand\n-- up\nselect 1;", "0001_x.sql, line 1: 'fase=expand' is no directive.")]
    [InlineData("0001_x.sql", "-- cruddur: phase=expand\n-- up\nselect 1;\n-- up\nselect 2;", "0001_x.sql, line 4: has a second block '-- up'.")]
    [InlineData("0001_x.sql", "-- cruddur: phase=expand\n-- up\nselect 1;\n-- verify\nselect 1;\nselect 2;", "0001_x.sql, line 6: '-- verify' is one query")]
    [InlineData("0001_x.sql", "-- cruddur: phase=expand transaction=off\n-- up\nselect 1;", "0001_x.sql: with transaction=off a block '-- verify' must tell")]
    public void A_bad_file_is_refused_with_its_line_and_the_rule(string name, string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => MigrationFiles.Parse(name, text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_script_is_split_at_semicolons_that_end_statements()
    {
        var statements = SqlScript.Split("""
            -- first; comment
            select 'a;''b', "c;d", e'\';' /* ; /* nested; */ */;

            create function f() returns int language sql as $body$ select 1; select 2 $body$;
            select $1;;
            select 3
            """);
        Assert.Equal([2, 4, 5, 6], statements.Select(statement => statement.Line));
        Assert.Equal("select 3", statements[3].Text);
    }

    [Theory]
    [InlineData("select 1;", true)]
    [InlineData("select ';'", false)]
    [InlineData("select 1; -- done;", true)]
    [InlineData("select 1 -- ;", false)]
    public void A_statement_is_complete_at_its_semicolon(string sql, bool complete) => Assert.Equal(complete, SqlScript.IsComplete(sql));
}
