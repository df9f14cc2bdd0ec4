using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;

namespace Cruddur.Tests.Social.Notifications;

/// <summary>What tests of notifications do and look at.</summary>
internal static class Notices
{
    /// <summary>A person's notifications in a few words: kind, who, and unread ones with a star.</summary>
    public static async Task<IReadOnlyList<string>> ToldAsync(this HttpClient api, string query = "") =>
        [.. (await api.NotificationsAsync(query)).Select(told =>
            $"{(string)told["kind"]!} {string.Join('+', told["actors"]!.AsArray().Select(actor => (string)actor!["handle"]!))}{((bool)told["read"]! ? "" : "*")}")];

    public static async Task<IReadOnlyList<JsonNode>> NotificationsAsync(this HttpClient api, string query = "")
    {
        using var answer = await api.GetAsync($"/api/activities/notifications{query}");
        return [.. (await answer.JsonAsync()).AsArray().Select(told => told!)];
    }

    public static async Task<int> UnreadAsync(this HttpClient api)
    {
        using var answer = await api.GetAsync("/api/notifications/unread");
        return (int)(await answer.JsonAsync())["unread"]!;
    }

    public static async Task DoAsync(this HttpClient api, string method, string path, int status = 200)
    {
        using var answer = await api.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        await answer.BodyAsync(status);
    }

    /// <summary>Answers a crud, and returns the reply's id.</summary>
    public static async Task<Guid> ReplyAsync(this HttpClient api, Guid to, string message)
    {
        using var answer = await api.PostJsonAsync($"/api/activities/{to}/reply", new JsonObject { ["message"] = message }.ToJsonString());
        return (Guid)(await answer.JsonAsync())["uuid"]!;
    }

    /// <summary>Quotes a crud.</summary>
    public static async Task QuoteAsync(this HttpClient api, Guid quoted, string message)
    {
        using var answer = await api.PostJsonAsync("/api/activities", new JsonObject { ["message"] = message, ["ttl"] = "1-day", ["quote_uuid"] = quoted }.ToJsonString());
        await answer.BodyAsync(200);
    }
}
