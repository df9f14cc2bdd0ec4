using System.Runtime.InteropServices;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>The three calls of the operating system that .NET has no name for.</summary>
internal static class Native
{
    internal const int Interrupt = 2;
    internal const int Quit = 3;
    internal const int Kill = 9;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);

    [DllImport("libc", EntryPoint = "lchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint uid, uint gid);

    internal static bool Signal(int pid, int signal) => SendSignal(pid, signal) == 0;

    /// <summary>Gives a file or folder (never what a link points to) to another user; false where the file system refuses.</summary>
    internal static bool Own(string path, int uid, int gid) => ChangeOwner(path, (uint)uid, (uint)gid) == 0;
}
