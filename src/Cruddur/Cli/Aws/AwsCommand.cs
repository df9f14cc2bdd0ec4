namespace Cruddur.Cli.Aws;

/// <summary><c>cruddur aws</c>: what operators change in AWS around the database.</summary>
internal static class AwsCommand
{
    public static Verb Create(CliHost host) => new("aws",
        "Changes what the database needs in AWS, by the program 'aws' and with the credentials that it has.",
        "Keeps credentials, or works without the program 'aws'.",
        "cruddur aws rds allow-ip")
    {
        new Verb("rds",
            "Works on Amazon RDS.",
            "Changes the database itself.",
            "cruddur aws rds allow-ip")
        {
            AllowIpVerb.Create(host),
        },
    };
}
