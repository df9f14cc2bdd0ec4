using System.Text.Json.Serialization;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;

namespace Cruddur.Social;

/// <summary>How Social's records look on the wire: snake case, times in UTC with <c>Z</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(Activity))]
[JsonSerializable(typeof(IReadOnlyList<Activity>))]
[JsonSerializable(typeof(List<Activity>))]
[JsonSerializable(typeof(Conversation))]
[JsonSerializable(typeof(NewCrud))]
[JsonSerializable(typeof(DeletedCrud))]
[JsonSerializable(typeof(IReadOnlyList<TtlOption>))]
internal sealed partial class SocialJson : JsonSerializerContext;
