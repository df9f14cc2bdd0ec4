using System.Text;

namespace Cruddur.Tests.Rules;

/// <summary>Tells code, comments and strings of a C# file apart, so that a rule about code is not broken by a sentence.</summary>
internal sealed class CSharpScan
{
    private readonly string text;
    private readonly char[] code;
    private readonly char[] comments;
    private readonly List<Literal> literals = [];
    private int at;

    private CSharpScan(string text)
    {
        this.text = text;
        code = Blank(text);
        comments = Blank(text);
    }

    public static SourceParts Split(string text)
    {
        var scan = new CSharpScan(text);
        scan.ReadCode(inHole: false);
        return new(new string(scan.code), new string(scan.comments), scan.literals);
    }

    /// <summary>Spaces, with the line breaks kept.</summary>
    public static char[] Blank(string text) => [.. text.Select(c => c == '\n' ? c : ' ')];

    private void ReadCode(bool inHole)
    {
        for (var depth = 0; at < text.Length;)
        {
            if (inHole && text[at] == '}' && depth == 0) return;
            if (text[at] == '{') depth++;
            if (text[at] == '}') depth--;
            if (Begins("//")) ReadComment(text.IndexOf('\n', at));
            else if (Begins("/*")) ReadComment(text.IndexOf("*/", at, StringComparison.Ordinal) + 2);
            else if (text[at] == '\'') at = text.IndexOf('\'', text[at + 1] == '\\' ? at + 3 : at + 2) + 1;
            else if (text[at] == '"') ReadString(inHole);
            else Copy();
        }
    }

    private void Copy()
    {
        code[at] = text[at];
        at++;
    }

    private void ReadComment(int end)
    {
        if (end < at) end = text.Length;
        text.CopyTo(at, comments, at, end - at);
        at = end;
    }

    private void ReadString(bool inHole)
    {
        var start = at;
        var (dollars, verbatim) = Prefix();
        while (at < text.Length && text[at] == '"') at++;
        // Two quotes are an empty string; three and more open a raw one.
        var quotes = at - start >= 3 && !verbatim ? at - start : 1;
        at = start + quotes;
        var (content, holes) = (new StringBuilder(), 0);
        while (at < text.Length && !Closes(quotes, verbatim))
        {
            var brace = quotes == 1 ? 1 : dollars;
            var escape = quotes == 1 && ((verbatim ? Begins("\"\"") : text[at] == '\\') || (dollars > 0 && (Begins("{{") || Begins("}}"))));
            if (escape || dollars == 0 || !Begins(new string('{', brace)))
            {
                var length = Math.Min(escape ? 2 : 1, text.Length - at);
                content.Append(text, at, length);
                at += length;
                continue;
            }
            holes++;
            at += brace;
            ReadCode(inHole: true);
            at += brace;
        }
        at = Math.Min(text.Length, at + quotes);
        if (!inHole) literals.Add(new(start, content.ToString(), holes, at));
    }

    private bool Closes(int quotes, bool verbatim) =>
        quotes == 1 ? text[at] == '"' && !(verbatim && Begins("\"\"")) : Begins(new string('"', quotes));

    private (int Dollars, bool Verbatim) Prefix()
    {
        var (dollars, verbatim) = (0, false);
        for (var back = at - 1; back >= 0 && (text[back] is '$' or '@'); back--)
        {
            if (text[back] == '$') dollars++;
            else verbatim = true;
        }
        return (dollars, verbatim);
    }

    private bool Begins(string token) => string.CompareOrdinal(text, at, token, 0, token.Length) == 0;
}
