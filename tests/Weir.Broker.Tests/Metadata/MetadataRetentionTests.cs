using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Weir.Log;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Tests;

/// <summary>How long metadata records and snapshots stay on disk.</summary>
public sealed class MetadataRetentionTests : IAsyncDisposable
{
    private const int SegmentBytes = 4096;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("weir-metadata-");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly LogDirectory _logs;
    private readonly PartitionLog _log;
    private int _written;

    public MetadataRetentionTests()
    {
        _logs = LogDirectory.Open(_root.FullName, new LogDirectoryOptions(), _time, NullLoggerFactory.Instance);
        LogConfig config = LogConfig.Default with { CleanupDelete = false, SegmentBytes = SegmentBytes };
        _log = _logs.OpenOrCreate(MetadataLog.TopicName, 0, MetadataLog.TopicId, config);
    }

    public async ValueTask DisposeAsync()
    {
        await _logs.DisposeAsync();
        _root.Delete(recursive: true);
    }

    [Fact]
    public void Snapshots_and_the_records_below_them_go_when_there_are_too_many_bytes()
    {
        MetadataLog metadata = Open(retentionBytes: 3 * SegmentBytes, retentionMs: -1);
        for (int i = 0; i < 40; i++)
        {
            Write(metadata, SegmentBytes / 2);
            metadata.BeginSnapshot(new MetadataBatch())();
        }

        IReadOnlyList<LogSnapshotId> left = _log.Snapshots.List();
        Assert.InRange(_log.SizeInBytes + left.Sum(_log.Snapshots.SizeOf), 1, 3 * SegmentBytes);
        Assert.Equal((left[0].EndOffset, 40), (_log.LogStartOffset, left[^1].EndOffset));
        Assert.True(_log.LogStartOffset > 30, $"the log begins at {_log.LogStartOffset}");
    }

    [Fact]
    public void Snapshots_go_when_they_are_too_old_but_for_the_newest()
    {
        MetadataLog metadata = Open(retentionBytes: -1, retentionMs: 1000);
        Write(metadata, 10);
        metadata.BeginSnapshot(new MetadataBatch())();
        Write(metadata, 10);
        _time.Advance(TimeSpan.FromSeconds(2));
        metadata.BeginSnapshot(new MetadataBatch())();

        Assert.Equal([new LogSnapshotId(2, MetadataLog.FirstEpoch)], _log.Snapshots.List());
        Assert.Equal(2, _log.LogStartOffset);
    }

    [Fact]
    public void A_log_without_its_beginning_is_replayed_from_the_snapshot()
    {
        MetadataLog metadata = Open(retentionBytes: 0, retentionMs: -1);
        for (int i = 0; i < 10; i++)
        {
            Write(metadata, SegmentBytes / 2);
            var said = new MetadataBatch();
            said.Add(new ProducerIdsRecord { NextProducerId = i });
            metadata.BeginSnapshot(said)();
        }

        Write(metadata, 10);
        var image = new MetadataImage();
        Open(retentionBytes: 0, retentionMs: -1).Replay(image.Replay);

        Assert.Equal(9, image.NextProducerId);
        Assert.Equal("11", image.ConfigsOf(ConfigResourceType.Topic, "t")["last"][..2]);
        Assert.DoesNotContain("first", image.ConfigsOf(ConfigResourceType.Topic, "t").Keys);
    }

    private MetadataLog Open(long retentionBytes, long retentionMs)
    {
        var options = new MetadataSnapshotOptions { MaxBytesBetween = long.MaxValue, MaxIntervalMs = 0, RetentionBytes = retentionBytes, RetentionMs = retentionMs };
        return new MetadataLog(_log, new MetadataSnapshots(_log, _logs, options, _time, NullLogger.Instance), _time);
    }

    private void Write(MetadataLog metadata, int size)
    {
        var batch = new MetadataBatch();
        string value = $"{++_written:D2}".PadRight(size, 'v');
        batch.Add(new ConfigRecord { ResourceType = 2, ResourceName = "t", Name = _written == 1 ? "first" : "last", Value = value });
        Assert.Equal(Protocol.ErrorCode.None, metadata.Append(batch).Error);
        Assert.Equal(Protocol.ErrorCode.None, metadata.FlushedAsync(metadata.LastOffset + 1).AsTask().GetAwaiter().GetResult());
    }
}
