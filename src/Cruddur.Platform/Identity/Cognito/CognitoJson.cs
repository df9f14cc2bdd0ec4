using System.Text.Json.Serialization;

namespace Cruddur.Platform.Identity.Cognito;

[JsonSerializable(typeof(HostedQuestion))]
[JsonSerializable(typeof(CognitoChallenge))]
internal sealed partial class CognitoJson : JsonSerializerContext;
