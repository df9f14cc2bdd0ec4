using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cruddur.Platform.Data;

namespace Cruddur.Platform.Accounts;

/// <summary>
/// Everything that Cruddur keeps of one person as a zip file: for each part a JSON file for programs, and one page,
/// <c>index.html</c>, for people. It is written to a stream as it is read, so that its size does not matter.
/// </summary>
internal sealed class ArchiveFile(Db db, IEnumerable<PersonalData> parts)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal int Parts => parts.Count();

    /// <summary>Writes the file as it is now.</summary>
    /// <param name="target">Written in order; need not be seekable.</param>
    /// <param name="user">Whose.</param>
    /// <param name="now">What has expired then is not in it; every file is dated so.</param>
    /// <param name="done">Told how many parts are written.</param>
    /// <param name="ct"></param>
    /// <returns>When the first thing in it expires; null when nothing does.</returns>
    internal async Task<DateTimeOffset?> WriteAsync(Stream target, Guid user, DateTimeOffset now, Func<int, Task> done, CancellationToken ct)
    {
        DateTimeOffset? first = null;
        var page = new StringBuilder();
        await using var zip = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        var written = 0;
        foreach (var part in parts)
        {
            page.Append("<section><h2>").Append(WebUtility.HtmlEncode(part.Title())).Append("</h2>\n");
            var entry = Entry(zip, $"{part.File}.json", now);
            await using (var stream = await entry.OpenAsync(ct))
            await using (var json = new StreamWriter(stream))
            {
                var count = 0;
                await json.WriteAsync("[");
                await foreach (var item in part.Read(db, user, now, ct))
                {
                    await json.WriteAsync(count++ == 0 ? "\n" : ",\n");
                    await json.WriteAsync(item.Fields.ToJsonString(Readable));
                    Append(page, item.Fields);
                    if (item.ExpiresAt is { } end && (first is null || end < first)) first = end;
                }
                await json.WriteAsync(count == 0 ? "]\n" : "\n]\n");
                if (count == 0) page.Append("<p>").Append(WebUtility.HtmlEncode(Texts.ArchiveNothing)).Append("</p>\n");
            }
            page.Append("</section>\n");
            await done(++written);
        }
        await using (var stream = await Entry(zip, "index.html", now).OpenAsync(ct))
        await using (var html = new StreamWriter(stream))
        {
            await html.WriteAsync(Head);
            await html.WriteAsync(page, ct);
            await html.WriteAsync("</main>\n</body>\n</html>\n");
        }
        return first;
    }

    private static ZipArchiveEntry Entry(ZipArchive zip, string name, DateTimeOffset now)
    {
        var entry = zip.CreateEntry($"cruddur/{name}", CompressionLevel.Optimal);
        entry.LastWriteTime = now;
        return entry;
    }

    private static void Append(StringBuilder page, JsonObject fields)
    {
        page.Append("<dl>");
        foreach (var (name, value) in fields)
        {
            if (value is null) continue;
            page.Append("<dt>").Append(WebUtility.HtmlEncode(name.Replace('_', ' ')))
                .Append("</dt><dd dir=\"auto\">").Append(WebUtility.HtmlEncode(value is JsonValue text && text.TryGetValue<string>(out var written) ? written : value.ToJsonString().Trim('"'))).Append("</dd>");
        }
        page.Append("</dl>\n");
    }

    private static string Head => $$"""
        <!doctype html>
        <html lang="{{CultureInfo.CurrentUICulture.Name}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{WebUtility.HtmlEncode(Texts.ArchiveTitle)}}</title>
        <style>
        :root { color-scheme: light dark; }
        body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
        dl { display: grid; grid-template-columns: 11rem 1fr; gap: .125rem 1rem; margin: 0; padding: .75rem 0; border-bottom: 1px solid #8886; }
        dt { opacity: .75; } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
        </style>
        </head>
        <body>
        <main>
        <h1>{{WebUtility.HtmlEncode(Texts.ArchiveTitle)}}</h1>
        <p>{{WebUtility.HtmlEncode(Texts.ArchiveLead)}}</p>

        """;
}
