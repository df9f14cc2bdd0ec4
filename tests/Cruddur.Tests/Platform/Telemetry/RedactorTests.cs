using Cruddur.Platform.Telemetry;
using Xunit;

namespace Cruddur.Tests.Platform.Telemetry;

public sealed class RedactorTests
{
    private const string Secret = "kanarienvogel-42";

    [Theory]
    [InlineData("postgresql://cruddur:kanarienvogel-42@db.example.com/cruddur", "postgresql://cruddur:***@db.example.com/cruddur")]
    [InlineData("postgres://cruddur:kanarien@vogel-42@db/cruddur?sslmode=require", "postgres://cruddur:***@db/cruddur?sslmode=require")]
    [InlineData("amqps://u:kanarienvogel-42@mq:5671/%2f and more", "amqps://u:***@mq:5671/%2f and more")]
    [InlineData("Host=db;Username=cruddur;Password=kanarienvogel-42;Database=x", "Host=db;Username=cruddur;Password=***;Database=x")]
    [InlineData("Host=db;Password='kanarienvogel-42;x';Database=x", "Host=db;Password=***;Database=x")]
    [InlineData("PGPASSWORD=kanarienvogel-42 psql", "PGPASSWORD=*** psql")]
    [InlineData("Authorization: Bearer kanarienvogel-42", "Authorization: *** ***")]
    [InlineData("got Bearer kanarienvogel-42.x.y", "got Bearer ***")]
    [InlineData("got Basic a2FuYXJpZW52b2dlbC00Mg==", "got Basic ***")]
    [InlineData("""{"email":"a@example.com","password":"kanarienvogel-42"}""", """{"email":"a@example.com","password":***}""")]
    [InlineData("""{"access_token": "kanarienvogel-42", "n": 1}""", """{"access_token": ***, "n": 1}""")]
    [InlineData("email=a%40example.com&password=kanarienvogel-42&x=1", "email=a%40example.com&password=***&x=1")]
    [InlineData("aws_secret_access_key = kanarienvogel-42", "aws_secret_access_key = ***")]
    [InlineData("X-Api-Key: kanarienvogel-42", "X-Api-Key: ***")]
    public void Secrets_leave_the_text(string text, string expected)
    {
        var redacted = Redactor.Redact(text);
        Assert.Equal(expected, redacted);
        Assert.DoesNotContain(Secret, redacted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /api/activities/home 200 1.2 ms")]
    [InlineData("No PostgreSQL answers at db.example.com:5432 (Connection refused).")]
    [InlineData("See https://cruddur.example.com/docs and http://localhost:4567/@andrew/status/1")]
    [InlineData("Enter your password.")]
    public void Everything_else_stays(string text) => Assert.Equal(text, Redactor.Redact(text));

    [Theory]
    [InlineData("Password", true)]
    [InlineData("accessToken", true)]
    [InlineData("ConnectionString", true)]
    [InlineData("Set-Cookie", true)]
    [InlineData("ApiKey", true)]
    [InlineData("aws_secret_access_key", true)]
    [InlineData("Handle", false)]
    [InlineData("Path", false)]
    public void Values_are_hidden_by_their_names(string name, bool secret) => Assert.Equal(secret, Redactor.IsSecret(name));
}
