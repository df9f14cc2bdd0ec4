namespace Cruddur.Platform.Data.Linting;

/// <summary>One word of a statement.</summary>
/// <param name="Text">A name or keyword in lower case unless it was quoted; one character of punctuation; a string as it stands.</param>
/// <param name="Line">The line of the file that it begins on.</param>
internal readonly record struct SqlWord(string Text, int Line);

/// <summary>A statement, or a part of one, as words without comments: enough to see what it does and to which table.</summary>
internal sealed class SqlWords(IReadOnlyList<SqlWord> words)
{
    public int Count => words.Count;

    public int Line => words.Count > 0 ? words[0].Line : 0;

    public string this[int index] => index < words.Count ? words[index].Text : "";

    public static SqlWords Of(ScriptStatement statement)
    {
        var (sql, words, line) = (statement.Text, new List<SqlWord>(), statement.Line);
        for (var at = 0; at < sql.Length;)
        {
            var verbatim = SqlScan.Verbatim(sql, at);
            var length = Math.Max(verbatim, SqlScan.IsName(sql[at]) ? sql.AsSpan(at).IndexOfAnyExcept(Names) : 1);
            if (length < 1) length = sql.Length - at;
            var text = sql.Substring(at, length);
            if (verbatim > 0 ? !SqlScan.IsComment(sql, at) : !char.IsWhiteSpace(sql[at])) words.Add(new SqlWord(Plain(text), line));
            line += text.Count(c => c == '\n');
            at += length;
        }
        return new SqlWords(words);
    }

    /// <summary>Whether the statement begins with these words.</summary>
    public bool Begins(params ReadOnlySpan<string> wanted) => At(0, wanted);

    /// <summary>Whether these words stand one after another anywhere.</summary>
    public bool Has(params ReadOnlySpan<string> wanted) => Find(wanted) >= 0;

    /// <summary>Where these words stand one after another; -1 when nowhere.</summary>
    public int Find(params ReadOnlySpan<string> wanted)
    {
        for (var at = 0; at + wanted.Length <= Count; at++)
        {
            if (At(at, wanted)) return at;
        }
        return -1;
    }

    /// <summary>The words from a place on.</summary>
    public SqlWords From(int index) => new([.. words.Skip(index)]);

    /// <summary>The words without those given, which may stand at the beginning, such as <c>if not exists</c>.</summary>
    public SqlWords Without(params ReadOnlySpan<string> optional) => Begins(optional) ? From(optional.Length) : this;

    /// <summary>The name that stands at the beginning; the schema is kept unless it is <c>public</c>.</summary>
    public string Name => this[1] == "." ? (this[0] == "public" ? this[2] : $"{this[0]}.{this[2]}") : this[0];

    /// <summary>The words behind <see cref="Name"/>.</summary>
    public SqlWords AfterName => From(this[1] == "." ? 3 : 1);

    /// <summary>The parts between commas that stand in no parentheses.</summary>
    public IEnumerable<SqlWords> Parts()
    {
        var (part, depth) = (new List<SqlWord>(), 0);
        foreach (var word in words)
        {
            depth += word.Text switch { "(" or "[" => 1, ")" or "]" => -1, _ => 0 };
            if (word.Text == "," && depth == 0)
            {
                yield return new SqlWords([.. part]);
                part.Clear();
            }
            else
            {
                part.Add(word);
            }
        }
        if (part.Count > 0) yield return new SqlWords(part);
    }

    private static readonly System.Buffers.SearchValues<char> Names =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static string Plain(string text) => text[0] switch
    {
        '"' => text.Trim('"'),
        '\'' or '$' => text,
        _ => text.ToLowerInvariant(),
    };

    private bool At(int index, ReadOnlySpan<string> wanted)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            if (this[index + i] != wanted[i]) return false;
        }
        return true;
    }
}
