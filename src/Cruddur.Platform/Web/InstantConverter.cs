using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cruddur.Platform.Web;

/// <summary>A moment on the wire: ISO 8601 in UTC with <c>Z</c>, to the microsecond that PostgreSQL keeps.</summary>
public sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const int Length = 27;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        // "O" has a fast path, which a format of our own has not; it writes a seventh digit before its Z.
        Span<byte> text = stackalloc byte[Length + 1];
        value.UtcDateTime.TryFormat(text, out _, "O", System.Globalization.CultureInfo.InvariantCulture);
        text[Length - 1] = (byte)'Z';
        writer.WriteStringValue(text[..Length]);
    }
}
