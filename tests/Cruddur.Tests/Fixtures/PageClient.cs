using System.Net;
using System.Text.RegularExpressions;

namespace Cruddur.Tests.Fixtures;

/// <summary>
/// What a browser without scripts does: keeps cookies, follows nothing by itself, and sends the forms of the page it shows.
/// The cookies are marked Secure, which .NET's own container would keep back over http.
/// </summary>
public sealed partial class PageClient(HttpClient http)
{
    /// <summary>Cookies by name; tests may change them.</summary>
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>The page that is shown: the last body that came.</summary>
    public string Html { get; private set; } = "";

    /// <summary>The text of the page as people read it, entities resolved.</summary>
    public string Text => WebUtility.HtmlDecode(Html);

    public Task<HttpResponseMessage> OpenAsync(string path, string accept = "text/html") =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", accept } } });

    /// <summary>Opens a page that must be there, and returns its text.</summary>
    public async Task<string> ReadAsync(string path)
    {
        using var answer = await OpenAsync(path);
        await answer.BodyAsync(200);
        return Text;
    }

    /// <summary>Fills in the form of the shown page that goes to that path, and sends it with its hidden fields.</summary>
    /// <param name="action">Path that the form is sent to.</param>
    /// <param name="fields">What the person enters; replaces hidden fields of the same name.</param>
    /// <param name="change">Changes the request before it is sent.</param>
    public Task<HttpResponseMessage> SubmitAsync(string action, IReadOnlyDictionary<string, string> fields, Action<HttpRequestMessage>? change = null)
    {
        var all = HiddenFields(action);
        foreach (var (name, value) in fields) all[name] = value;
        return PostAsync(action, all, change);
    }

    /// <summary>Sends fields as a form of this site.</summary>
    public Task<HttpResponseMessage> PostAsync(string action, IReadOnlyDictionary<string, string> fields, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        change?.Invoke(request);
        return SendAsync(request);
    }

    /// <summary>The hidden fields of the shown page's form that goes to that path.</summary>
    public Dictionary<string, string> HiddenFields(string action)
    {
        var form = Forms().Matches(Html).FirstOrDefault(form => Attribute(form.Groups[1].Value, "action") == action)
            ?? throw new InvalidOperationException($"The page has no form that goes to {action}:\n{Html}");
        return Inputs().Matches(form.Groups[2].Value)
            .Where(input => Attribute(input.Value, "type") == "hidden")
            .ToDictionary(input => Attribute(input.Value, "name")!, input => Attribute(input.Value, "value") ?? "");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var answer = await http.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set) Keep(cookie);
        }
        Html = await answer.Content.ReadAsStringAsync();
        return answer;
    }

    private void Keep(string cookie)
    {
        var (name, value) = cookie.Split(';')[0].Split('=', 2) is [var left, var right] ? (left, right) : (cookie, "");
        if (value.Length == 0) Cookies.Remove(name);
        else Cookies[name] = value;
    }

    private static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $"\\s{name}=\"([^\"]*)\"");
        return match.Success ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
    }

    [GeneratedRegex("<form(\\s[^>]*)>(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input\\s[^>]*>")]
    private static partial Regex Inputs();
}
