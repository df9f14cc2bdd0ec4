using System.Diagnostics;
using Cruddur.Platform.Data;
using Cruddur.Platform.Telemetry;

namespace Cruddur.Platform.Aws;

/// <summary>The program <c>aws</c>, which changes things in AWS for operators, with their own credentials.</summary>
/// <param name="File">Where it lies.</param>
/// <param name="Region">The region that it is told; null for its own.</param>
public sealed record AwsProgram(string File, string? Region)
{
    /// <summary>Finds it on the PATH.</summary>
    /// <param name="setting">Looks up an environment variable.</param>
    /// <exception cref="DatabaseException">CDB-053: it is not there.</exception>
    public static AwsProgram Find(Func<string, string?> setting)
    {
        var names = OperatingSystem.IsWindows() ? new[] { "aws.exe", "aws.cmd" } : ["aws"];
        return (setting("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(System.IO.File.Exists) is { } file
            ? new AwsProgram(file, setting("AWS_REGION") ?? setting("AWS_DEFAULT_REGION"))
            : throw new DatabaseException("CDB-053", "The program 'aws' is not on the PATH. Install the AWS CLI (https://aws.amazon.com/cli/) and run 'aws configure', then try again. Nothing was changed.", 2);
    }

    /// <summary>Runs it and returns what it wrote.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="permission">The permission that this needs, for people.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DatabaseException">CDB-054: it failed.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, string permission, CancellationToken ct)
    {
        var start = new ProcessStartInfo(File, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AWS_PAGER"] = "" },
        };
        // The first version of the program knows only the older name.
        if (Region is not null) start.Environment["AWS_DEFAULT_REGION"] = Region;
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0 ? await output : throw Failed((await error).Trim(), permission);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static DatabaseException Failed(string error, string permission)
    {
        bool Says(params string[] words) => words.Any(word => error.Contains(word, StringComparison.OrdinalIgnoreCase));
        if (Says("UnauthorizedOperation", "AccessDenied")) return new("CDB-054", $"AWS refused: these credentials lack {permission}. Ask for that permission on the security group, then try again.", 6);
        if (Says("Unable to locate credentials", "ExpiredToken", "RequestExpired", "AuthFailure", "InvalidClientTokenId", "SSO session"))
            return new("CDB-054", "AWS does not know these credentials, or no longer. Run 'aws sso login' or 'aws configure', then try again.", 6);
        if (Says("must specify a region")) return new("CDB-054", "No AWS region is known. Set AWS_REGION, then try again.", 2);
        if (Says(".NotFound", ".Malformed", "InvalidGroupId", "InvalidSecurityGroupRuleId"))
            return new("CDB-054", "AWS knows no such security group or rule in this region. Correct DB_SG_ID, DB_SG_RULE_ID or AWS_REGION.", 2);
        var line = error.Split('\n').FirstOrDefault(text => text.Trim().Length > 0)?.Trim().TrimEnd('.') ?? "it says nothing";
        return new("CDB-054", $"The program 'aws' failed: {Redactor.Redact(line)}. Correct that, then try again.", 5);
    }
}
