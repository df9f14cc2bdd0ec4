using Cruddur.Platform.Data;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Join;

/// <param name="Name">The display name; up to 50 characters.</param>
/// <param name="Email">Where the code goes; case does not matter.</param>
/// <param name="Username">The handle: 3 to 20 of a to z, 0 to 9 and _; upper case becomes lower case.</param>
/// <param name="Password">8 to 1024 bytes, none of those that everybody tries.</param>
public sealed record SignUpRequest(string? Name, string? Email, string? Username, string? Password);

/// <summary>
/// POST /api/auth/signup: asks for an account, which is there once the code that goes by mail comes back. A known address
/// answers as an unknown one does; its owner gets a mail instead.
/// </summary>
public sealed class SignUp(IIdentityProvider provider, Db db, Attempts attempts, TimeProvider clock)
{
    internal static readonly AttemptLimit ByAddress = new("signup:address", 5, TimeSpan.FromMinutes(30));
    internal static readonly AttemptLimit ByEmail = new("signup:email", 10, TimeSpan.FromHours(1));
    internal static readonly AttemptLimit Altogether = new("signup", 2000, TimeSpan.FromHours(1));

    internal static void Map(IEndpointRouteBuilder api) => api.MapPost("/auth/signup",
        async Task<Ok<Nothing>> (SignUpRequest request, SignUp signUp, HttpContext context, CancellationToken ct) =>
        {
            await signUp.RunAsync(request, context, ct);
            return TypedResults.Ok(new Nothing());
        })
        .WithSummary("Sign up: a code goes to the e-mail, and /api/auth/confirm takes it");

    /// <exception cref="RequestError">422 with every code of what does not fit; 429 after too many tries.</exception>
    internal async Task RunAsync(SignUpRequest request, HttpContext context, CancellationToken ct)
    {
        var person = new NewPerson(HandleRules.Normalise(request.Username), Limits.Normalise(request.Name), Limits.Normalise(request.Email), request.Password ?? "");
        List<string> failed = [];
        if (person.DisplayName.Length == 0) failed.Add("display_name_blank");
        else if (Limits.Length(person.DisplayName) > Limits.DisplayName) failed.Add("display_name_exceed_max_chars");
        failed.AddRange(EmailRules.Check(person.Email));
        var unfit = HandleRules.Check(person.Handle).ToList();
        failed.AddRange(unfit);
        failed.AddRange(PasswordRules.Check(person.Password, person.Email, person.Handle, person.DisplayName));
        // Told with the rest; alone it is left to the provider, who knows a sign-up that is sent twice.
        if (failed.Count > 0 && unfit.Count == 0 && await HandleAvailability.IsTakenAsync(db, person.Handle, clock.GetUtcNow(), ct)) failed.Add("handle_taken");
        if (failed.Count > 0) throw RequestError.Invalid(failed);
        await attempts.CountAsync(ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
        await attempts.CountAsync(ByEmail, person.Email.ToLowerInvariant(), ct);
        await attempts.CountAsync(Altogether, "all", ct);
        await provider.SignUpAsync(person, ct);
    }
}
