using System.Collections.Concurrent;
using Weir.Compat.Tests.Clients;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Matrix;

/// <summary>Lets each client write its topics once and read all the others' topics once, however many tests ask.</summary>
public sealed class MatrixFixture(CompatEnvironment environment)
{
    private const int Partitions = 2;
    private readonly ConcurrentDictionary<string, Lazy<Task<Produced>>> _produced = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<Consumed>>> _consumed = new();

    internal Task<Produced> ProducedAsync(string client) =>
        _produced.GetOrAdd(client, name => new(() => ProduceAsync(name))).Value;

    internal Task<Consumed> ConsumedAsync(string client) =>
        _consumed.GetOrAdd(client, name => new(() => ConsumeAsync(name))).Value;

    private async Task<Produced> ProduceAsync(string name)
    {
        var client = CompatClients.Create(name, environment.Tools);
        var codecs = await client.CodecsAsync();

        // kcat cannot create topics, and one made by the broker has one partition.
        var partitions = client.SetsTimestamps ? Partitions : 1;
        var started = TimeProvider.System.GetUtcNow();
        var records = RecordSet.Create(partitions, started.AddDays(-1).ToUnixTimeMilliseconds(), client.WritesNullHeaders);
        var topics = codecs.Select(codec => new TopicPlan($"matrix-{name}-{codec}", partitions, codec, records.Count, records)).ToList();
        await client.ProduceAsync(await environment.BootstrapAsync(), topics);
        return new Produced(topics, codecs, client.SetsTimestamps, started.ToUnixTimeMilliseconds(), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private async Task<Consumed> ConsumeAsync(string name)
    {
        var client = CompatClients.Create(name, environment.Tools);
        var codecs = await client.CodecsAsync();
        var topics = new List<TopicPlan>();
        foreach (var producer in CompatClients.Names)
        {
            try
            {
                topics.AddRange((await ProducedAsync(producer)).Topics.Where(t => codecs.Contains(t.Compression)));
            }
            catch (Exception)
            {
                // That producer's own tests report why; the others' records are read all the same.
            }
        }

        var plans = topics.ConvertAll(t => t with { Records = [] });
        return new Consumed(await client.ConsumeAsync(await environment.BootstrapAsync(), plans), codecs);
    }
}
