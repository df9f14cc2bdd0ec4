namespace Cruddur.Platform.Data.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Check">Such as <c>fsync</c>.</param>
/// <param name="What">What is wrong and why that matters, one sentence without its full stop; null when all is well.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record Finding(string Check, string? What, string? Fix)
{
    public bool IsWell => What is null;

    public static Finding Well(string check) => new(check, null, null);
}

/// <summary>A check that asks the server: each row it answers is something wrong, with its remedy.</summary>
/// <param name="Name">What the check is called.</param>
/// <param name="Sql">Answers two columns: what is wrong, and what to do. <c>$1</c>, where it stands, is the patience in seconds.</param>
internal sealed record SqlCheck(string Name, string Sql);
