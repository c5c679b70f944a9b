using Weir.Log.Tests.Support;

namespace Weir.Log.Tests;

/// <summary>The files of snapshots: whole or not there, and never above the end of their log.</summary>
public sealed class LogSnapshotTests : IAsyncDisposable
{
    private static readonly LogSnapshotId First = new(2, 0);
    private static readonly LogSnapshotId Second = new(4, 0);

    private readonly TemporaryDirectory _root = new();
    private readonly FaultyFileSystem _files = new();
    private readonly LogDirectory _directory;
    private readonly PartitionLog _log;

    public LogSnapshotTests()
    {
        _directory = LogDirectories.Open(_root, new LogDirectoryOptions { Durability = Durability.Os, Files = _files });
        _log = _directory.Rides();
        _log.Append(Batches.Of("a", "b"));
        _log.Append(Batches.Of("c", "d"));
        _log.Flush();
    }

    public async ValueTask DisposeAsync()
    {
        _files.BeforeChange = null;
        _files.FailingFlush = string.Empty;
        await _directory.DisposeAsync();
        _root.Dispose();
    }

    [Fact]
    public void Snapshots_are_listed_oldest_first_by_Kafkas_names()
    {
        _log.Snapshots.Write(Second, [new byte[] { 4, 5 }, new byte[] { 6 }]);
        _log.Snapshots.Write(First, [new byte[] { 1 }]);
        File.WriteAllBytes(Path.Join(_log.Path, "00000000000000000009-0000000001.checkpoint.part"), [7]);

        Assert.Equal([First, Second], _log.Snapshots.List());
        Assert.Equal([4, 5, 6], File.ReadAllBytes(Path.Join(_log.Path, "00000000000000000004-0000000000.checkpoint")));
        Assert.Equal([4, 5, 6], _log.Snapshots.Read(Second));
        Assert.Equal(3, _log.Snapshots.SizeOf(Second));
        byte[] head = new byte[2];
        Assert.Equal((2, 4, 5), (_log.Snapshots.ReadHead(Second, head), head[0], head[1]));
        _log.Snapshots.Delete(First);
        Assert.Equal([Second], _log.Snapshots.List());
    }

    [Fact]
    public async Task Crash_at_any_moment_of_a_write_leaves_the_snapshot_whole_or_none()
    {
        byte[] content = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        var crashed = new List<TemporaryDirectory>();
        _files.BeforeChange = _ => crashed.Add(Crash.CopyOf(_root));
        _log.Snapshots.Write(Second, [content.AsMemory(0, 100), content.AsMemory(100)]);
        _files.BeforeChange = null;
        crashed.Add(Crash.CopyOf(_root));

        Assert.True(crashed.Count > 2, $"{crashed.Count} moments");
        foreach (TemporaryDirectory copy in crashed)
        {
            await using (LogDirectory reopened = LogDirectories.Open(copy))
            {
                PartitionLog log = reopened.Rides();
                Assert.Equal(4, log.LogEndOffset);
                Assert.All(log.Snapshots.List(), id => Assert.Equal(content, log.Snapshots.Read(id)));
                Assert.Empty(Directory.GetFiles(log.Path, "*.part"));
            }

            copy.Dispose();
        }
    }

    [Fact]
    public void Write_that_fails_leaves_nothing_and_the_snapshot_before_as_it_was()
    {
        _log.Snapshots.Write(First, [new byte[] { 1 }]);
        _files.FailingFlush = ".part";

        Assert.Throws<IOException>(() => _log.Snapshots.Write(Second, [new byte[] { 2 }]));

        Assert.Equal([First], _log.Snapshots.List());
        Assert.Empty(Directory.GetFiles(_log.Path, "*.part"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Log_that_lost_what_a_snapshot_covers_goes_on_behind_the_snapshot(bool hasFiles)
    {
        _log.Snapshots.Write(Second, [new byte[] { 1 }]);
        using TemporaryDirectory crashed = Crash.CopyOf(_root);
        string name = Path.Join(crashed, "rides-0", "00000000000000000000.log");
        if (hasFiles)
        {
            Crash.Truncate(name, new FileInfo(name).Length - 1);
        }
        else
        {
            File.Delete(name);
        }

        await using LogDirectory reopened = LogDirectories.Open(crashed);

        PartitionLog log = reopened.Rides();
        Assert.Equal((4, 4), (log.LogStartOffset, log.LogEndOffset));
        Assert.Equal(4, log.Append(Batches.Of("next")).BaseOffset);
    }
}
