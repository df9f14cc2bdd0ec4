using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Operators;

/// <summary>The page /admin/people: everybody who has an account, searched and filtered.</summary>
internal static class PeoplePages
{
    private const int MaxSearch = 254;

    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/admin", (Administrator _) => Pages.SeeOther("/admin/people"));
        pages.MapGet("/admin/people", async (
            [AsParameters] PeopleQuery query, [AsParameters] PageQuery page, Administrator admin, PageContext context, Accounts accounts, TimeProvider clock, CancellationToken ct) =>
        {
            var filter = new AccountFilter(string.Concat(Limits.Normalise(query.Q).EnumerateRunes().Take(MaxSearch)), AccountFilter.States.Contains(query.State) ? query.State! : "");
            var asked = page.ToPage();
            var people = await accounts.ListAsync(filter, asked, ct);
            return Show<PeoplePage>(context, admin, Texts.People, new()
            {
                [nameof(PeoplePage.People)] = people,
                [nameof(PeoplePage.Filter)] = filter,
                [nameof(PeoplePage.Older)] = asked.Next(people, person => person.Cursor),
                [nameof(PeoplePage.FirstPage)] = asked.IsFirst,
                [nameof(PeoplePage.Now)] = clock.GetUtcNow(),
            });
        });
    }

    /// <summary>A page with the style of administration.</summary>
    internal static IResult Show<T>(PageContext context, Administrator admin, string title, Dictionary<string, object?> parameters, int status = 200)
        where T : IComponent
    {
        context.For(admin.Viewer, title).With("settings.css", "admin.css");
        return Pages.Show<T>(parameters, status);
    }

    internal sealed record PeopleQuery
    {
        /// <summary>Part of a handle, a name or an e-mail; empty for everybody.</summary>
        public string? Q { get; init; }

        /// <summary>One of <see cref="AccountFilter.States"/>; empty for all.</summary>
        public string? State { get; init; }
    }
}

/// <param name="Q">Part of a handle, a name or an e-mail; null for everybody.</param>
/// <param name="State">One of <see cref="AccountFilter.States"/>; null for any.</param>
internal sealed record PeopleQuery([FromQuery(Name = "q")] string? Q, [FromQuery(Name = "state")] string? State);
