using System.Text.Json.Serialization;

namespace Cruddur.Platform.Accounts;

[JsonSerializable(typeof(ProfileChange))]
[JsonSerializable(typeof(ShortPerson))]
[JsonSerializable(typeof(List<SignedInPlace>))]
[JsonSerializable(typeof(List<ApiToken>))]
internal sealed partial class AccountsJson : JsonSerializerContext;
