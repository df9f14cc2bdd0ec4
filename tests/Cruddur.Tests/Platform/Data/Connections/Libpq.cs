using System.Runtime.InteropServices;

namespace Cruddur.Tests.Platform.Data.Connections;

/// <summary>libpq's own URL parser, where the machine has it.</summary>
internal static class Libpq
{
    private const string Library = "libpq.so.5";

    internal static bool IsPresent { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>The pairs that libpq makes of the URL, or its error.</summary>
    internal static (SortedDictionary<string, string>? Pairs, string Error) Parse(string url)
    {
        var options = PQconninfoParse(url, out var error);
        if (options == IntPtr.Zero)
        {
            var message = Marshal.PtrToStringUTF8(error) ?? "";
            PQfreemem(error);
            return (null, message);
        }

        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var at = options; Marshal.PtrToStructure<Option>(at) is { Keyword: not 0 } option; at += Marshal.SizeOf<Option>())
        {
            if (option.Value != IntPtr.Zero)
                pairs[Marshal.PtrToStringUTF8(option.Keyword)!] = Marshal.PtrToStringUTF8(option.Value)!;
        }

        PQconninfoFree(options);
        return (pairs, "");
    }

    [DllImport(Library, BestFitMapping = false)]
    private static extern IntPtr PQconninfoParse([MarshalAs(UnmanagedType.LPUTF8Str)] string conninfo, out IntPtr error);

    [DllImport(Library)]
    private static extern void PQconninfoFree(IntPtr options);

    [DllImport(Library)]
    private static extern void PQfreemem(IntPtr memory);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Option
    {
        internal readonly IntPtr Keyword, EnvironmentVariable, Compiled, Value, Label, Display;
        internal readonly int Size;
    }
}
