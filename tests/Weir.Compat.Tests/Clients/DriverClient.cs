using System.Text.Json;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Clients;

/// <summary>A client library behind a driver program that speaks the small command line of <c>python/wire.py</c>.</summary>
internal sealed class DriverClient(string name, Func<IReadOnlyList<string>, Task<ProcessResult>> run) : ICompatClient
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Name => name;

    public bool SetsTimestamps { get; init; } = true;

    public bool WritesNullHeaders { get; init; } = true;

    public async Task<IReadOnlyList<string>> CodecsAsync() =>
        JsonSerializer.Deserialize<List<string>>((await run(["codecs"])).Succeeded().LastLine)!;

    public async Task ProduceAsync(string bootstrapServers, IReadOnlyList<TopicPlan> topics)
    {
        var answer = await AskAsync<Dictionary<string, List<long[]>>>("produce", bootstrapServers, topics);
        foreach (var topic in topics.Where(t => answer[t.Name].Count > 0))
        {
            // Clients that report where each record went must report what the broker really did.
            Assert.Equal(topic.Records.Select(r => $"{r.Partition}@{r.Offset}"), answer[topic.Name].Select(at => $"{at[0]}@{at[1]}"));
        }
    }

    public async Task<IReadOnlyDictionary<string, List<WireRecord>>> ConsumeAsync(string bootstrapServers, IReadOnlyList<TopicPlan> topics) =>
        await AskAsync<Dictionary<string, List<WireRecord>>>("consume", bootstrapServers, topics);

    private async Task<T> AskAsync<T>(string command, string bootstrapServers, IReadOnlyList<TopicPlan> topics)
    {
        using var folder = new TemporaryFolder();
        var plan = folder.File("plan.json");
        await File.WriteAllTextAsync(plan, JsonSerializer.Serialize(new { topics }, Json));
        var result = (await run([command, bootstrapServers, plan])).Succeeded();
        return JsonDocument.Parse(result.LastLine).RootElement.GetProperty("topics").Deserialize<T>(Json)!;
    }
}
