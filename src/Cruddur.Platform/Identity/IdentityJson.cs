using System.Text.Json.Serialization;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Identity;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class IdentityJson : JsonSerializerContext;
