using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Weir.Log;
using Weir.Log.Tests.Support;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Tests;

/// <summary>A crash before any change that writing a snapshot, and cleaning up after it, makes to the file system.</summary>
public sealed class MetadataSnapshotCrashTests : IAsyncDisposable
{
    private const int Rounds = 6;

    private readonly TemporaryDirectory _root = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly FaultyFileSystem _files = new();
    private readonly LogDirectory _logs;

    public MetadataSnapshotCrashTests() =>
        _logs = LogDirectory.Open(_root, new LogDirectoryOptions { Files = _files }, _time, NullLoggerFactory.Instance);

    public async ValueTask DisposeAsync()
    {
        await _logs.DisposeAsync();
        _root.Dispose();
    }

    [Fact]
    public async Task Every_crash_leaves_all_of_the_metadata()
    {
        var image = new MetadataImage();
        MetadataLog metadata = Open(_logs);
        metadata.Replay(image.Replay);
        int crashes = 0;
        for (int round = 1; round <= Rounds; round++)
        {
            await WriteAsync(metadata, image, round);
            var copies = new List<TemporaryDirectory>();
            _files.BeforeChange = _ =>
            {
                lock (copies)
                {
                    copies.Add(Crash.CopyOf(_root));
                }
            };
            metadata.BeginSnapshot(image.ToRecords())();
            _files.BeforeChange = null;
            crashes += copies.Count;
            foreach (TemporaryDirectory copy in copies)
            {
                await AssertSaysAsync(copy, round, metadata.LastOffset);
                copy.Dispose();
            }
        }

        Assert.True(crashes > 5 * Rounds, $"only {crashes} crashes");
    }

    private static MetadataLog Open(LogDirectory logs)
    {
        LogConfig config = LogConfig.Default with { CleanupDelete = false, SegmentBytes = 1500 };
        PartitionLog log = logs.OpenOrCreate(MetadataLog.TopicName, 0, MetadataLog.TopicId, config);
        var options = new MetadataSnapshotOptions { MaxBytesBetween = long.MaxValue, MaxIntervalMs = 0, RetentionBytes = 0, RetentionMs = -1 };
        return new MetadataLog(log, new MetadataSnapshots(log, logs, options, TimeProvider.System, NullLogger.Instance), TimeProvider.System);
    }

    private static async Task WriteAsync(MetadataLog metadata, MetadataImage image, int round)
    {
        for (int i = 0; i < 3; i++)
        {
            var batch = new MetadataBatch();
            batch.Add(new ConfigRecord { ResourceType = 2, ResourceName = "t", Name = $"of round {round}", Value = new string('v', 1000) });
            batch.Add(new ProducerIdsRecord { NextProducerId = round });
            Assert.Equal(Protocol.ErrorCode.None, metadata.Append(batch).Error);
            batch.Records.ToList().ForEach(record => image.Replay(record));
        }

        Assert.Equal(Protocol.ErrorCode.None, await metadata.FlushedAsync(metadata.LastOffset + 1));
    }

    private async Task AssertSaysAsync(string path, int round, long lastOffset)
    {
        await using LogDirectory reopened = LogDirectory.Open(path, new LogDirectoryOptions(), _time, NullLoggerFactory.Instance);
        var image = new MetadataImage();
        MetadataLog metadata = Open(reopened);
        metadata.Replay(image.Replay);
        Assert.Equal(lastOffset, metadata.LastOffset);
        Assert.Equal(round, image.NextProducerId);
        Assert.Equal(round, image.ConfigsOf(ConfigResourceType.Topic, "t").Count);
    }
}
