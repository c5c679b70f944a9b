using System.Text;
using System.Text.Json;
using Weir.Compat.Tests.Clients;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Groups;

/// <summary>A topic of four partitions that a test fills in rounds, each with the same number of records a partition.</summary>
internal sealed class GroupTopic(CompatEnvironment environment, string name)
{
    public const int Partitions = 4;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private int _next;

    /// <summary>Produces the next round, creating the topic with the first; the new records as <c>partition@offset</c>.</summary>
    public async Task<List<string>> ProduceAsync(int recordsEach)
    {
        var records = Enumerable.Range(_next, recordsEach).SelectMany(offset => Enumerable.Range(0, Partitions).Select(partition => new WireRecord
        {
            Partition = partition,
            Offset = offset,
            Timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            Key = null,
            Value = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{partition}@{offset}")),
        })).ToList();
        var command = _next == 0 ? "produce" : "append";
        _next += recordsEach;
        using var folder = new TemporaryFolder();
        var plan = folder.File("plan.json");
        var topics = new[] { new TopicPlan(name, Partitions, "none", records.Count, records) };
        await File.WriteAllTextAsync(plan, JsonSerializer.Serialize(new { topics }, Json));
        (await environment.Tools.RunAsync("weir.compat.Driver", [command, await environment.BootstrapAsync(), plan])).Succeeded();
        return records.ConvertAll(r => $"{r.Partition}@{r.Offset}");
    }
}
