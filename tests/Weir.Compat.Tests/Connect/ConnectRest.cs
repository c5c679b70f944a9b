using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Connect;

/// <summary>The REST interface of a Kafka Connect worker. While workers rebalance it refuses or does not answer, and is asked again.</summary>
/// <remarks>Thread model: any caller.</remarks>
internal sealed class ConnectRest(int port, Func<string> complaints) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    private string _last = "no answer yet";

    /// <summary>Whether the worker has started and answers.</summary>
    public async Task<bool> IsHealthyAsync() => await TryAsync(HttpMethod.Get, "health", null) is not null;

    /// <summary>Creates a connector, or gives it these settings.</summary>
    public Task ConfigureAsync(string connector, Dictionary<string, string> settings) =>
        AskAsync(HttpMethod.Put, $"connectors/{connector}/config", JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(settings)));

    /// <summary>Stops a connector's tasks, and waits until they have stopped: only then may its offsets be changed (KIP-875).</summary>
    public async Task StopAsync(string connector)
    {
        await AskAsync(HttpMethod.Put, $"connectors/{connector}/stop");
        await HoldsAsync(
            async () => await TryAsync(HttpMethod.Get, $"connectors/{connector}/status", null) is { } status
                && State(status["connector"]!) == "STOPPED" && status["tasks"]!.AsArray().Count == 0,
            $"{connector} has not stopped");
    }

    public Task ResumeAsync(string connector) => AskAsync(HttpMethod.Put, $"connectors/{connector}/resume");

    /// <summary>Waits until a connector and so many tasks run; which workers run them, the connector's first.</summary>
    public async Task<string[]> UntilRunningAsync(string connector, int tasks, Func<string[], bool>? where = null)
    {
        string[] workers = [];
        await HoldsAsync(
            async () =>
            {
                if (await TryAsync(HttpMethod.Get, $"connectors/{connector}/status", null) is not { } status)
                {
                    return false;
                }

                JsonNode[] parts = [status["connector"]!, .. status["tasks"]!.AsArray()!];
                workers = [.. parts.Select(part => part["worker_id"]!.GetValue<string>())];
                return parts.Length == tasks + 1 && parts.All(part => State(part) == "RUNNING") && (where is null || where(workers));
            },
            $"{connector} does not run as it should");
        return workers;
    }

    /// <summary>The offsets of a connector: partition and offset in its own terms, each as JSON.</summary>
    public async Task<Dictionary<string, string>> OffsetsAsync(string connector)
    {
        JsonNode answer = await AskAsync(HttpMethod.Get, $"connectors/{connector}/offsets");
        return answer["offsets"]!.AsArray().ToDictionary(item => item!["partition"]!.ToJsonString(), item => item!["offset"]!.ToJsonString());
    }

    /// <summary>Waits until a connector has stored these offsets, and no others.</summary>
    public async Task UntilOffsetsAsync(string connector, Dictionary<string, string> expected)
    {
        Dictionary<string, string> stored = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                stored = await OffsetsAsync(connector);
                return stored.Count == expected.Count && stored.All(item => expected.GetValueOrDefault(item.Key) == item.Value);
            },
            () => $"offsets of {connector}: {string.Join(", ", stored)}; wanted: {string.Join(", ", expected)}\n{complaints()}");
    }

    /// <summary>Asks until the worker agrees.</summary>
    public async Task<JsonNode> AskAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        JsonNode? answer = null;
        await HoldsAsync(async () => (answer = await TryAsync(method, path, body)) is not null, $"{method} {path}");
        return answer!;
    }

    public void Dispose() => _http.Dispose();

    private static string State(JsonNode part) => part["state"]!.GetValue<string>();

    private Task HoldsAsync(Func<Task<bool>> condition, string what) => Eventually.HoldsAsync(condition, () => $"{what}: {_last}\n{complaints()}");

    // Null where the worker is not ready to answer, or does not know of it yet.
    private async Task<JsonNode?> TryAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            _last = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.False(response.StatusCode == HttpStatusCode.BadRequest, $"{method} {path}: {_last}\n{complaints()}");
            return !response.IsSuccessStatusCode ? null : _last.Length == 0 ? new JsonObject() : JsonNode.Parse(_last);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested))
        {
            _last = e.Message;
            return null;
        }
    }
}
