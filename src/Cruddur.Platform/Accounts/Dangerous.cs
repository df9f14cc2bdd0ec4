using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Accounts;

/// <summary>What tokens cannot do at all: whoever found one could take the account away. The API says so, and where it can be done.</summary>
internal static class Dangerous
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/profile/email", Refuse).WithSummary("Never by a token: the e-mail address is changed on the website");
        api.MapPut("/profile/password", Refuse).WithSummary("Never by a token: the password is changed on the website");
        api.MapPut("/profile/username", Refuse).WithSummary("Never by a token: the username is changed on the website");
        api.MapDelete("/profile", Refuse).WithSummary("Never by a token: accounts are deleted on the website");
        api.MapPost("/tokens", Refuse).WithSummary("Never by a token: tokens are made on the website");
    }

    private static Ok<Nothing> Refuse(Viewer viewer) => throw RequestError.NotByToken();
}
