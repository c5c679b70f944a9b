using Microsoft.Extensions.Time.Testing;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

/// <summary>Snapshots of the cluster metadata: what they say, when they are written, and what a start makes of them.</summary>
public sealed class MetadataSnapshotTests
{
    [Fact]
    public async Task A_snapshot_alone_says_all_that_the_log_said()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid kept = await broker.CreateTopicAsync("kept", 3, ("retention.ms", "4242"));
        await broker.CreateTopicAsync("gone");
        MetadataController before = broker.Server.Services.Controller;
        Assert.True(before.ChangeQuotas(QuotaEntity.OfClient("c"), [("producer_byte_rate", 1024)]).IsNone);
        using (WireClient client = await broker.ConnectAsync())
        {
            await client.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new DeleteTopicsRequest { TopicNames = ["gone"] }, 5);
        }

        Assert.True(before.TakeProducerIds(1000, out long producerId).IsNone);
        before.WriteSnapshot();
        long end = before.LastOffset + 1;
        await broker.Server.DisposeAsync();
        foreach (string file in Directory.GetFiles(MetadataPath(broker), "0*.*").Where(file => !file.EndsWith(".checkpoint", StringComparison.Ordinal)))
        {
            File.Delete(file);
        }

        await broker.RestartAsync();

        MetadataController after = broker.Server.Services.Controller;
        Assert.True(after.LastOffset >= end, $"offset {after.LastOffset} was given twice");
        Assert.Equal(1, broker.Server.TopicCount);
        Assert.True(broker.Server.Services.Topics.TryGet(kept, out Topic? topic));
        Assert.Equal(("kept", 3, "4242"), (topic.Name, topic.Partitions.Count, topic.Config.Overrides["retention.ms"]));
        Assert.True(after.TakeProducerIds(1000, out long next).IsNone);
        Assert.Equal(producerId + 1000, next);
        Assert.Equal(1024, after.Quotas.All.Single().Value["producer_byte_rate"]);
        Assert.Equal(MetadataController.MetadataVersion, after.FeatureLevel(MetadataController.MetadataVersionFeature));
    }

    [Fact]
    public async Task A_torn_snapshot_is_passed_over_for_an_older_one()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("first");
        broker.Server.Services.Controller.WriteSnapshot();
        await broker.CreateTopicAsync("second");
        broker.Server.Services.Controller.WriteSnapshot();
        await broker.Server.DisposeAsync();
        string newest = Snapshots(broker)[^1];
        using (FileStream file = File.Open(newest, FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        await broker.RestartAsync();

        Assert.True(broker.Server.Services.Topics.TryGet("first", out _));
        Assert.True(broker.Server.Services.Topics.TryGet("second", out _));
    }

    [Fact]
    public async Task A_start_without_the_records_that_a_damaged_snapshot_stood_for_is_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        broker.Server.Services.Controller.WriteSnapshot();
        await broker.Server.DisposeAsync();
        foreach (string file in Directory.GetFiles(MetadataPath(broker), "0*.*"))
        {
            if (file == Snapshots(broker)[^1])
            {
                File.WriteAllBytes(file, [1, 2, 3]);
            }
            else
            {
                File.Delete(file);
            }
        }

        BrokerStartException refused = await Assert.ThrowsAsync<BrokerStartException>(broker.RestartAsync);

        Assert.Contains("no sound snapshot", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_is_written_when_the_interval_has_passed_and_something_was_written()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestBroker broker = await TestBroker.StartAsync(time);
        await broker.CreateTopicAsync("t");
        Assert.Empty(Snapshots(broker));

        time.Advance(TimeSpan.FromHours(1));
        await UntilSnapshotsAsync(broker, 1);

        Assert.Single(Snapshots(broker));
        broker.Server.Services.Controller.WriteSnapshot();
        Assert.Single(Snapshots(broker));
    }

    [Fact]
    public async Task A_snapshot_is_written_when_enough_bytes_have_come()
    {
        await using TestBroker broker = await TestBroker.StartAsync(properties: ("metadata.log.max.record.bytes.between.snapshots", "4096"));
        await broker.CreateTopicAsync("small");
        Assert.Empty(Snapshots(broker));

        await broker.CreateTopicAsync("large", 100);
        await UntilSnapshotsAsync(broker, 1);

        await broker.RestartAsync();
        Assert.Equal(2, broker.Server.TopicCount);
    }

    [Fact]
    public void A_snapshot_cut_or_garbled_anywhere_is_refused()
    {
        byte[] content = Encode(new MetadataImageBuilder().Topic("t", 2).Image);
        MetadataSnapshot.Check(content);
        int[] unprotected = [.. UnprotectedBytes(content)];
        for (int i = 0; i < content.Length; i++)
        {
            Assert.Throws<ProtocolException>(() => MetadataSnapshot.Check(content.AsMemory(0, i)));
            if (!unprotected.Contains(i))
            {
                byte[] garbled = (byte[])content.Clone();
                garbled[i] ^= 0x5A;
                Assert.Throws<ProtocolException>(() => MetadataSnapshot.Check(garbled));
            }
        }
    }

    [Fact]
    public void Every_record_of_Kafkas_metadata_is_carried_from_snapshot_to_snapshot()
    {
        var builder = new MetadataImageBuilder().Topic("t", 2);
        Guid topic = builder.TopicId;
        builder.Add(1, new PartitionChangeRecord { TopicId = topic, PartitionId = 1, Leader = 1, Isr = [1], Directories = [topic] });
        builder.Add(3, new RegisterBrokerRecord { BrokerId = 7, IncarnationId = topic, LogDirs = [topic] });
        builder.Add(1, new BrokerRegistrationChangeRecord { BrokerId = 7, BrokerEpoch = 1, Fenced = -1 });
        builder.Add(3, new RegisterBrokerRecord { BrokerId = 8, IncarnationId = topic });
        builder.Add(0, new UnregisterBrokerRecord { BrokerId = 8 });
        builder.Add(0, new RegisterControllerRecord { ControllerId = 7, IncarnationId = topic });
        builder.Add(0, new NoOpRecord());
        byte[] unknown = [1, 18, 0, 42];
        builder.Image.Replay(unknown);

        var copy = new MetadataImage();
        MetadataSnapshot.Read(Encode(builder.Image), new QuorumRecords(), copy.Replay, out long timestamp);

        Assert.Equal(1234, timestamp);
        Assert.Equal(builder.Image.ToRecords().Records, copy.ToRecords().Records);
        Assert.Equal([0, 1], copy.Topics.Single().Partitions.Values.Select(partition => partition.LeaderEpoch));
        List<short> types = [.. copy.ToRecords().Records.Select(TypeOf)];
        Assert.Equal(
            [TopicRecord.TypeId, PartitionRecord.TypeId, PartitionRecord.TypeId, 18],
            types.Where(type => type is not (RegisterBrokerRecord.TypeId or BrokerRegistrationChangeRecord.TypeId or RegisterControllerRecord.TypeId)));
        Assert.Equal(3, types.Count(type => type is RegisterBrokerRecord.TypeId or BrokerRegistrationChangeRecord.TypeId or RegisterControllerRecord.TypeId));
    }

    internal static string MetadataPath(TestBroker broker) => Path.Combine(broker.Path, "__cluster_metadata-0");

    internal static string[] Snapshots(TestBroker broker) => [.. Directory.GetFiles(MetadataPath(broker), "*.checkpoint").Order(StringComparer.Ordinal)];

    private static async Task UntilSnapshotsAsync(TestBroker broker, int count)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (Snapshots(broker).Length < count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "no snapshot was written");
            await Task.Delay(10);
        }
    }

    private static byte[] Encode(MetadataImage image)
    {
        var content = new MemoryStream();
        foreach (ReadOnlyMemory<byte> batch in MetadataSnapshot.Encode(image.ToRecords().Records, new QuorumRecords(), epoch: 1, lastContainedTimestamp: 1234, nowMs: 5678))
        {
            content.Write(batch.Span);
        }

        return content.ToArray();
    }

    private static short TypeOf(byte[] record)
    {
        var reader = new ProtocolReader(record);
        return MetadataRecordFrame.ReadHead(ref reader).TypeId;
    }

    // Base offset and leader epoch of each batch lie outside its checksum.
    private static IEnumerable<int> UnprotectedBytes(byte[] content)
    {
        for (int start = 0; start < content.Length;)
        {
            foreach (int position in Enumerable.Range(0, 8).Concat(Enumerable.Range(12, 4)))
            {
                yield return start + position;
            }

            Assert.True(Protocol.Records.RecordBatch.TryMeasure(content.AsSpan(start), out int size));
            start += size;
        }
    }
}
