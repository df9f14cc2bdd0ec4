using System.Net.Sockets;
using System.Text;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Processes;

[Collection(nameof(Processes))]
public sealed class StopTests
{
    [Fact]
    public async Task Asked_to_stop_it_finishes_what_runs_stops_its_database_and_ends_with_0()
    {
        using var folder = new DataFolder();
        await using var cruddur = await (await CruddurProcess.Serve(folder.Path).ReadyAsync()).SignedInAsync();
        Assert.NotNull(folder.PostgresId);

        // A request that has begun: half of its body is still on the way.
        const string Body = """{"message":"begun before the end","ttl":"1-hour"}""";
        using var connection = new TcpClient("127.0.0.1", cruddur.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/activities HTTP/1.1\r\nHost: localhost\r\nAuthorization: {cruddur.Api.DefaultRequestHeaders.Authorization}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Body.Length}\r\nExpect: 100-continue\r\n\r\n"));
        var buffer = new byte[4096];
        // The program asks for the body, so the request is under way.
        Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)), StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Body[..20]));

        var answers = Enumerable.Range(0, 8).Select(client => PostUntilRefusedAsync(cruddur, client)).ToList();
        await Task.Delay(200);
        await cruddur.TerminateAsync();
        await Task.WhenAll(answers);

        await stream.WriteAsync(Encoding.ASCII.GetBytes(Body[20..]));
        var answer = new StringBuilder();
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;) answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        Assert.StartsWith("HTTP/1.1 200", answer.ToString(), StringComparison.Ordinal);
        Assert.Contains("begun before the end", answer.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await cruddur.ExitAsync());
        Assert.Null(folder.PostgresId);
        Assert.DoesNotContain("\"error\"", cruddur.Output + cruddur.Error, StringComparison.Ordinal);
    }

    /// <summary>Every request is answered in full or not taken at all; none is cut or fails.</summary>
    private static async Task PostUntilRefusedAsync(CruddurProcess cruddur, int client)
    {
        for (var number = 0; ; number++)
        {
            try
            {
                await cruddur.Api.PostCrudAsync($"client {client} says {number}", "1-hour");
            }
            catch (HttpRequestException refused) when (refused.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded)
            {
                return;
            }
        }
    }
}
