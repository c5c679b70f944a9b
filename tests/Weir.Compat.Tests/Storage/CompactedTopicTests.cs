using System.Text;
using Weir.Compat.Tests.Clients;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Storage;

/// <summary>A compacted topic as clients see it: gaps in the offsets, batches without records, and the last value of every key.</summary>
public sealed class CompactedTopicTests(CompactedTopicFixture compacted) : IClassFixture<CompactedTopicFixture>
{
    public static TheoryData<string> OtherClients => [.. CompatClients.Names.Where(name => name != "java")];

    [CompatFact]
    public async Task Java_client_finds_the_last_value_of_every_key()
    {
        var (_, records) = await compacted.ReadAsync();

        Assert.InRange(records.Count, CompactedTopicFixture.Keys, CompactedTopicFixture.Keys * CompactedTopicFixture.Rounds / 2);
        Assert.Equal(records.OrderBy(record => record.Offset), records);
        var values = new Dictionary<string, string>();
        foreach (var record in records)
        {
            if (record.Value is null)
            {
                values.Remove(Text(record.Key)!);
            }
            else
            {
                values[Text(record.Key)!] = Text(record.Value)!;
            }
        }

        Assert.Equal(CompactedTopicFixture.LastValues(), values);
    }

    [CompatTheory]
    [MemberData(nameof(OtherClients))]
    public async Task Client_reads_what_the_Java_client_reads(string name)
    {
        var (bootstrapServers, expected) = await compacted.ReadAsync();
        var client = compacted.Client(name);
        await client.CodecsAsync();

        var plan = new TopicPlan(CompactedTopicFixture.Topic, 1, "none", expected.Count, []);
        var read = (await client.ConsumeAsync(bootstrapServers, [plan]))[CompactedTopicFixture.Topic];

        Assert.Equal(expected.Select(Essence), read.Select(Essence));
    }

    private static (long?, string?, string?) Essence(WireRecord record) => (record.Offset, Text(record.Key), Text(record.Value));

    private static string? Text(string? base64) => base64 is null ? null : Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
