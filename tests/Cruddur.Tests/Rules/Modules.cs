using System.Reflection;

namespace Cruddur.Tests.Rules;

/// <summary>The assemblies of the product, found by what the executable references, so that a new module is under the rules at once.</summary>
internal static class Modules
{
    /// <summary>Platform and the modules.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
        [.. typeof(App).Assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("Cruddur.", StringComparison.Ordinal))
            .OrderBy(name => name.Name, StringComparer.Ordinal).Select(Assembly.Load)];

    /// <summary>The executable too.</summary>
    public static IReadOnlyList<Assembly> All { get; } = [.. Assemblies, typeof(App).Assembly];
}
