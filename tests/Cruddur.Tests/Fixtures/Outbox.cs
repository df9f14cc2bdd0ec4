using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cruddur.Tests.Fixtures;

/// <summary>A mail as it lies in the outbox.</summary>
public sealed record OutboxMail(string Recipient, string Subject, string Text)
{
    /// <summary>The six digits in it.</summary>
    public string Code => Regex.Match(Text, @"^ {4}(\d{6})$", RegexOptions.Multiline) is { Success: true } match ? match.Groups[1].Value : throw new InvalidOperationException($"There is no code in: {Text}");
}

/// <summary>What tests read of mail, and say to the routes that cause it.</summary>
public static class Outbox
{
    public const string NewPassword = "seven purple elephants";

    /// <summary>Does the jobs that are due, and returns every mail, oldest first.</summary>
    public static async Task<IReadOnlyList<OutboxMail>> MailsAsync(this TestApp app)
    {
        await app.RunJobsAsync();
        List<OutboxMail> mails = [];
        await using var command = app.Rows.CreateCommand("select recipient, subject, text from platform.mails order by created_at, uuid");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) mails.Add(new OutboxMail(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return mails;
    }

    /// <summary>The newest mail to an address.</summary>
    public static async Task<OutboxMail> NewestMailAsync(this TestApp app, string recipient) => (await app.MailsAsync()).Last(mail => mail.Recipient == recipient);

    public static Task<HttpResponseMessage> SignUpAsync(this HttpClient api, string email, string username, string password = NewPassword, string name = "Delenn") =>
        api.PostAsync("/api/auth/signup", Api.Json(new JsonObject { ["name"] = name, ["email"] = email, ["username"] = username, ["password"] = password }));

    /// <summary>Posts fields as JSON.</summary>
    public static Task<HttpResponseMessage> AskAsync(this HttpClient api, string path, params (string Name, string? Value)[] fields)
    {
        var body = new JsonObject();
        foreach (var (name, value) in fields) body[name] = value;
        return api.PostAsync(path, Api.Json(body));
    }
}
