using System.Text.Json.Serialization;

namespace Cruddur.Platform.Identity.Cognito;

[JsonSerializable(typeof(HostedQuestion))]
internal sealed partial class CognitoJson : JsonSerializerContext;
