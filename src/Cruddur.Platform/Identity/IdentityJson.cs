using System.Text.Json.Serialization;
using Cruddur.Platform.Identity.Join;
using Cruddur.Platform.Identity.SecondFactor;

namespace Cruddur.Platform.Identity;

[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(SignUpRequest))]
[JsonSerializable(typeof(ConfirmRequest))]
[JsonSerializable(typeof(EmailRequest))]
[JsonSerializable(typeof(RecoverRequest))]
[JsonSerializable(typeof(Availability))]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(SecondFactorRequest))]
[JsonSerializable(typeof(SignInStep))]
[JsonSerializable(typeof(Cognito.NewPasswordRequest))]
internal sealed partial class IdentityJson : JsonSerializerContext;
