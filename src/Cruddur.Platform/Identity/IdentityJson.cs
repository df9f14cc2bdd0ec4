using System.Text.Json.Serialization;
using Cruddur.Platform.Identity.SecondFactor;

namespace Cruddur.Platform.Identity;

[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(SecondFactorRequest))]
[JsonSerializable(typeof(SecondFactorRequired))]
internal sealed partial class IdentityJson : JsonSerializerContext;
