using Cruddur.Platform.Identity;

namespace Cruddur.Tests.Fixtures;

/// <summary>The people of every test database; the same as in the demo rows.</summary>
/// <param name="Handle">Also the first part of the e-mail address.</param>
public sealed record Person(Guid Uuid, string Handle, string DisplayName)
{
    public string Email => $"{Handle}@example.com";
}

public static class People
{
    public const string Password = "correct horse battery staple";

    public static readonly Person Andrew = new(new("5eed0000-0000-7000-8000-000000000001"), "andrew", "Andrew Brown");
    public static readonly Person Bayko = new(new("5eed0000-0000-7000-8000-000000000002"), "bayko", "Bayko");
    public static readonly Person Londo = new(new("5eed0000-0000-7000-8000-000000000003"), "londo", "Londo Mollari");

    private static readonly Lazy<string> Hash = new(() => Hashing().Create(Password));

    public static IReadOnlyList<Person> All { get; } = [Andrew, Bayko, Londo];

    /// <summary>Everybody's hash.</summary>
    public static string PasswordHashOfAll => Hash.Value;

    /// <summary>Makes and checks hashes with a two-hundredth of the work that the program does, for most tests only want to come in.</summary>
    internal static PasswordHash Hashing() => new(1000);

    public static Person Called(string handle) => All.Single(person => person.Handle == handle);
}
