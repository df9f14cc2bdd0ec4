using System.Collections;
using Npgsql;
using NpgsqlTypes;

namespace Cruddur.Platform.Data;

/// <summary>
/// The values of a statement's parameters by name: <c>new Args { ["viewer"] = viewer?.Uuid, ["now"] = now }</c>.
/// Values reach PostgreSQL only this way, never as text inside a statement.
/// </summary>
public sealed class Args : IEnumerable<string>
{
    /// <summary>For statements without parameters.</summary>
    public static readonly Args None = [];

    private readonly List<(string Name, Arg Value)> values = [];

    public Args()
    {
    }

    /// <summary>The values of another, to which more are added.</summary>
    public Args(Args others) => values.AddRange(others.values);

    public Arg this[string name] { set => values.Add((name, value)); }

    /// <summary>Positional parameters in the statement's order.</summary>
    /// <exception cref="ArgumentException">A parameter has no value, or a value has no parameter.</exception>
    internal void Bind(NpgsqlParameterCollection target, Statement statement)
    {
        if (values.Count != statement.Parameters.Count)
            throw new ArgumentException($"{statement.Id} takes ({string.Join(", ", statement.Parameters)}) and got ({string.Join(", ", this)}).");
        foreach (var name in statement.Parameters) target.Add(Find(name, statement).ToParameter());
    }

    private Arg Find(string name, Statement statement)
    {
        foreach (var (key, value) in values)
        {
            if (key == name) return value;
        }
        throw new ArgumentException($"{statement.Id} takes @{name}, which has no value.");
    }

    public IEnumerator<string> GetEnumerator() => values.Select(pair => pair.Name).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A typed value on its way to PostgreSQL.</summary>
public readonly struct Arg
{
    private readonly NpgsqlParameter parameter;

    private Arg(NpgsqlParameter parameter) => this.parameter = parameter;

    /// <summary>The value for one command; a statement that runs again gets a copy, since the driver ties a value to its command.</summary>
    internal NpgsqlParameter ToParameter() => parameter.Collection is null ? parameter : parameter.Clone();

    private static Arg Of<T>(T value, NpgsqlDbType type) => new(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });

    private static Arg OrNull<T>(T? value, NpgsqlDbType type) where T : struct =>
        value is { } known ? Of(known, type) : new(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type });

    private static Arg OrNull<T>(T? value, NpgsqlDbType type) where T : class =>
        value is null ? new(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type }) : Of(value, type);

    public static implicit operator Arg(Guid value) => Of(value, NpgsqlDbType.Uuid);

    public static implicit operator Arg(Guid? value) => OrNull(value, NpgsqlDbType.Uuid);

    public static implicit operator Arg(string? value) => OrNull(value, NpgsqlDbType.Text);

    public static implicit operator Arg(int value) => Of(value, NpgsqlDbType.Integer);

    public static implicit operator Arg(int? value) => OrNull(value, NpgsqlDbType.Integer);

    public static implicit operator Arg(long value) => Of(value, NpgsqlDbType.Bigint);

    public static implicit operator Arg(bool value) => Of(value, NpgsqlDbType.Boolean);

    public static implicit operator Arg(bool? value) => OrNull(value, NpgsqlDbType.Boolean);

    public static implicit operator Arg(byte[]? value) => OrNull(value, NpgsqlDbType.Bytea);

    public static implicit operator Arg(byte[][] value) => Of(value, NpgsqlDbType.Bytea | NpgsqlDbType.Array);

    public static implicit operator Arg(TimeSpan value) => Of(value, NpgsqlDbType.Interval);

    public static implicit operator Arg(DateTimeOffset value) => Of(value.ToUniversalTime(), NpgsqlDbType.TimestampTz);

    public static implicit operator Arg(DateTimeOffset? value) => OrNull(value?.ToUniversalTime(), NpgsqlDbType.TimestampTz);

    public static implicit operator Arg(Guid[] value) => Of(value, NpgsqlDbType.Uuid | NpgsqlDbType.Array);

    public static implicit operator Arg(string[] value) => Of(value, NpgsqlDbType.Text | NpgsqlDbType.Array);
}
