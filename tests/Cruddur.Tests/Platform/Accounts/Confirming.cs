using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Platform.Accounts;

/// <summary>What people do under /settings, in a browser without scripts.</summary>
internal static class Confirming
{
    /// <summary>A person's browser that has just confirmed by the password who it is.</summary>
    public static async Task<PageClient> ConfirmedAsync(this TestApp app, Person person)
    {
        var pages = await app.PagesAsync(person);
        await pages.ConfirmAsync();
        return pages;
    }

    public static async Task ConfirmAsync(this PageClient pages, string password = People.Password)
    {
        await pages.ReadAsync("/settings/confirm");
        using var answer = await pages.SubmitAsync("/settings/confirm", new Dictionary<string, string> { ["password"] = password });
        await answer.BodyAsync(303);
    }

    /// <summary>Opens a page, fills in its form that goes to the same path, and sends it.</summary>
    public static async Task<HttpResponseMessage> FillInAsync(this PageClient pages, string path, params (string Name, string Value)[] fields)
    {
        await pages.ReadAsync(path);
        return await pages.SubmitAsync(path, fields.ToDictionary(field => field.Name, field => field.Value));
    }

    /// <summary>Where an answer leads, which must be 303.</summary>
    public static string LeadsTo(this HttpResponseMessage answer)
    {
        Assert.Equal(303, (int)answer.StatusCode);
        return answer.Header("Location")!;
    }
}
