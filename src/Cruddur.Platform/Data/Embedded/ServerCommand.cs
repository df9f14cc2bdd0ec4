using System.Diagnostics;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>How the server is started so that neither Ctrl-C nor our death reaches it.</summary>
internal static class ServerCommand
{
    // Its words go into the file that the first argument names; the shell reads no argument as code.
    private const string IntoLog = "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null";
    private const string PerlSetsid = "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV";

    /// <summary>The server itself, in a session of its own; the process that starts becomes the server.</summary>
    internal static ProcessStartInfo Unix(ClusterSite site, PostgresPrograms programs, Endpoint endpoint) => site.Account.Command("/bin/sh",
        ["-c", IntoLog, "sh", site.LogFile, .. OwnSession(), programs.Postgres, "-D", site.Folder, .. ServerSettings.Arguments(site.Name, endpoint)]);

    /// <summary>There the server starts through pg_ctl, which gives up an administrator's rights and returns when it is ready.</summary>
    internal static ProcessStartInfo Windows(ClusterSite site, PostgresPrograms programs, Endpoint endpoint)
    {
        var options = string.Join(' ', ServerSettings.Arguments(site.Name, endpoint).Select(argument => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument));
        return site.Account.Command(programs.PgCtl, "start", "-w", "-t", "600", "-D", site.Folder, "-l", site.LogFile, "-o", options);
    }

    private static string[] OwnSession() =>
        File.Exists("/usr/bin/setsid") || File.Exists("/bin/setsid") ? ["setsid"]
        : File.Exists("/usr/bin/perl") ? ["perl", "-e", PerlSetsid]
        : [];
}
