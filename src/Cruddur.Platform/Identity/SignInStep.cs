using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cruddur.Platform.Identity;

/// <summary>What sign-in answers with status 401 when the password was right and something is needed as well.</summary>
/// <param name="Code">
/// <c>second_factor_required</c>: the code of the second factor goes to /api/auth/signin/second-factor.
/// <c>new_password_required</c>: another password goes to /api/auth/signin/new-password.
/// </param>
/// <param name="Challenge">Goes with it.</param>
/// <param name="ExpiresAt">Afterwards one has to sign in again.</param>
public sealed record SignInStep(string Code, string Challenge, DateTimeOffset ExpiresAt)
{
    internal const string SecondFactor = "second_factor_required";
    internal const string NewPassword = "new_password_required";

    /// <summary>Where a browser answers.</summary>
    internal string Page { get; init; } = "/signin";

    internal JsonHttpResult<SignInStep> ToJson() => TypedResults.Json(this, statusCode: 401);

    /// <summary>Sends a browser to the page, with what it needs there.</summary>
    internal IResult Go(HttpResponse response, string? returnTo)
    {
        Challenges.SetCookie(response, ChallengePurpose.SecondFactor, new Challenge(Challenge, ExpiresAt));
        return Pages.SeeOther($"{Page}?return_to={Uri.EscapeDataString(SignInPages.LocalPath(returnTo))}");
    }
}
