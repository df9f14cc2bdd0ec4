using System.Text.Json.Serialization;

namespace Cruddur.Platform.Identity;

[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class IdentityJson : JsonSerializerContext;
