using System.CodeDom.Compiler;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Cruddur.Tests.Rules;

/// <summary>How the assemblies may hang together, and what their types may look like.</summary>
internal static partial class ModuleRule
{
    private const int MostParameters = 7;
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>A project file under <c>src</c>: Platform references none of ours, a module Platform only; the executable all.</summary>
    public static IEnumerable<string> References(SourceFile project)
    {
        var name = Path.GetFileNameWithoutExtension(project.Path);
        if (name == "Cruddur") return [];
        return Project().Matches(project.Text).Where(match => name == "Cruddur.Platform" || match.Groups["name"].Value != "Cruddur.Platform")
            .Select(match => project.At(match.Index, $"{name} must not know {match.Groups["name"].Value}; what two modules share belongs to Platform."));
    }

    /// <summary>An interface needs two implementations that ship.</summary>
    public static IEnumerable<string> Interfaces(IEnumerable<Type> types)
    {
        var all = types.ToList();
        return all.Where(type => type.IsInterface)
            .Where(type => all.Count(other => other is { IsInterface: false, IsAbstract: false } && Implements(other, type)) < 2)
            .Select(type => $"{type.FullName} has fewer than two implementations: use the class itself.");
    }

    /// <summary>
    /// Functions, lambdas and routes included, take at most seven parameters. A record's constructor is exempt: it names
    /// the columns of a row or the fields of a message, and is data.
    /// </summary>
    public static IEnumerable<string> Parameters(IEnumerable<Type> types) =>
        from type in types
        where type.GetCustomAttribute<GeneratedCodeAttribute>() is null && type.DeclaringType?.GetCustomAttribute<GeneratedCodeAttribute>() is null
        from method in type.GetMethods(Declared).Cast<MethodBase>().Concat(IsRecord(type) || IsAnonymous(type) ? [] : type.GetConstructors(Declared))
        where method.Name is not "Deconstruct" && method.GetCustomAttribute<GeneratedCodeAttribute>() is null && !IsDelegate(type)
        let count = method.GetParameters().Length
        where count > MostParameters
        select $"{Outermost(type).FullName}, {method.Name}: {count} parameters; a function has at most {MostParameters}. Give those that belong together a record.";

    private static bool IsAnonymous(Type type) => type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal);

    public static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>A class, record or component that other assemblies can see, in one line.</summary>
    public static string Describe(Type type) =>
        $"{(type.IsInterface ? "interface" : type.IsEnum ? "enum" : IsDelegate(type) ? "delegate" : IsRecord(type) ? "record" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAssignableTo(typeof(Microsoft.AspNetCore.Components.IComponent)) ? "component" : "class")} {type.FullName}";

    private static bool Implements(Type type, Type wanted) =>
        type.GetInterfaces().Any(found => found == wanted || (found.IsGenericType && found.GetGenericTypeDefinition() == wanted));

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;

    private static bool IsDelegate(Type type) => type.IsAssignableTo(typeof(Delegate));

    [GeneratedRegex("<ProjectReference Include=\"[^\"]*?(?<name>[\\w.]+)\\.csproj\"")]
    private static partial Regex Project();
}
