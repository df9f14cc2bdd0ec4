using System.Reflection;

namespace Cruddur.Platform;

/// <summary>Which build is running.</summary>
public static class Build
{
    /// <summary>Such as <c>0.1.0</c>, with the commit after a plus where the build knew it.</summary>
    public static readonly string Version =
        typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
