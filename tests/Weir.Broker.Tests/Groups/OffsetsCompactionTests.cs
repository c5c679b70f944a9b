using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups;

/// <summary>What groups store does not grow with how often they commit.</summary>
public sealed class OffsetsCompactionTests
{
    [Fact]
    public async Task Offsets_topic_is_compacted_and_the_offsets_survive_a_restart()
    {
        const int Commits = 600;
        await using TestBroker broker = await TestBroker.StartAsync(
            durability: Durability.Os, properties: [("offsets.topic.segment.bytes", "1048576"), ("log.cleaner.backoff.ms", "50"), ("offset.metadata.max.bytes", "8000")]);
        await broker.Server.CreateTopicAsync("t");
        using (WireClient client = await broker.ConnectAsync())
        {
            for (int i = 1; i <= Commits; i++)
            {
                Assert.Equal(ErrorCode.None, await CommitAsync(client, $"g{i % 3}", i));
            }
        }

        // The commits are 4.8 MB; the active segment and what the others still hold less than two.
        PartitionLog log = broker.Server.Services.Logs.Find("__consumer_offsets", 0)!;
        Assert.True(SpinWait.SpinUntil(() => log.SizeInBytes < 2_000_000, TimeSpan.FromSeconds(30)), $"{log.SizeInBytes} bytes are left");

        await broker.RestartAsync();
        using WireClient again = await broker.ConnectAsync();
        Assert.Equal((600, 598, 599), (await FetchAsync(again, "g0"), await FetchAsync(again, "g1"), await FetchAsync(again, "g2")));
    }

    private static async Task<ErrorCode> CommitAsync(WireClient client, string group, long offset)
    {
        var request = new OffsetCommitRequest { GroupId = group, GenerationIdOrMemberEpoch = -1 };
        request.Topics.Add(new() { Name = "t", Partitions = [new() { CommittedOffset = offset, CommittedMetadata = new string('m', 8000) }] });
        OffsetCommitResponse response = await client.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(request, 8);
        return response.Topics[0].Partitions[0].ErrorCode;
    }

    private static async Task<long> FetchAsync(WireClient client, string group)
    {
        var request = new OffsetFetchRequest { Groups = [new() { GroupId = group, Topics = [new() { Name = "t", PartitionIndexes = [0] }] }] };
        OffsetFetchResponse response = await client.CallAsync<OffsetFetchRequest, OffsetFetchResponse>(request, 8);
        return response.Groups[0].Topics[0].Partitions[0].CommittedOffset;
    }
}
