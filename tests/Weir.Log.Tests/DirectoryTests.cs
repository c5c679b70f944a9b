using Weir.Log.Tests.Support;
using Weir.Protocol;

namespace Weir.Log.Tests;

public sealed class DirectoryTests
{
    [Fact]
    public async Task Open_new_directory_makes_up_its_identity_and_keeps_it()
    {
        using var root = new TemporaryDirectory();
        string path = Path.Join(root, "new");
        string clusterId;
        Guid directoryId;
        await using (LogDirectory first = LogDirectories.Open(path))
        {
            (clusterId, directoryId) = (first.ClusterId, first.DirectoryId);
            Assert.True(first.WasCleanlyClosed);
        }

        await using LogDirectory second = LogDirectories.Open(path);
        Assert.Equal((clusterId, directoryId), (second.ClusterId, second.DirectoryId));
        Assert.True(KafkaUuid.TryParse(clusterId, out _));
        Assert.Contains("version=1", await File.ReadAllTextAsync(Path.Join(path, "meta.properties"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_twice_is_refused_and_allowed_after_the_first_has_closed()
    {
        using var root = new TemporaryDirectory();
        await using (LogDirectories.Open(root))
        {
            var refused = Assert.Throws<LogDirectoryException>(() => LogDirectories.Open(root));
            Assert.Contains("another broker", refused.Message, StringComparison.Ordinal);
        }

        await using LogDirectory second = LogDirectories.Open(root);
    }

    [Fact]
    public void Open_foreign_directory_is_refused_and_left_alone()
    {
        using var root = new TemporaryDirectory();
        File.WriteAllText(Path.Join(root, "holiday.jpg"), "x");

        var refused = Assert.Throws<LogDirectoryException>(() => LogDirectories.Open(root));

        Assert.Contains("holiday.jpg", refused.Message, StringComparison.Ordinal);
        Assert.Equal([Path.Join(root, "holiday.jpg")], Directory.GetFileSystemEntries(root));
    }

    [Theory]
    [InlineData("version=0\ncluster.id=a\nnode.id=1", "version 0")]
    [InlineData("version=7\ncluster.id=a\nnode.id=1", "version 7")]
    [InlineData("version=1\nnode.id=1", "cluster.id")]
    [InlineData("version=1\ncluster.id=a\nnode.id=x", "node.id")]
    [InlineData("version=1\ncluster.id=a\nnode.id=1", "directory.id")]
    [InlineData("version=1\ncluster.id=a\nnode.id=2\ndirectory.id=GXpoVkb_Qzma6otnpsCIAg", "node 2")]
    [InlineData("", "version none")]
    public void Open_directory_of_another_version_or_owner_is_refused(string properties, string expected)
    {
        using var root = new TemporaryDirectory();
        File.WriteAllText(Path.Join(root, "meta.properties"), properties);

        var refused = Assert.Throws<LogDirectoryException>(() => LogDirectories.Open(root, new LogDirectoryOptions { NodeId = 1 }));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Equal([Path.Join(root, "meta.properties")], Directory.GetFileSystemEntries(root));
    }

    [Fact]
    public async Task Open_for_another_cluster_is_refused()
    {
        using var root = new TemporaryDirectory();
        await LogDirectories.Open(root).DisposeAsync();

        Assert.Throws<LogDirectoryException>(() => LogDirectories.Open(root, new LogDirectoryOptions { ClusterId = "MkU3OEVBNTcwNTJENDM2Qg" }));
    }

    [Fact]
    public void Open_path_that_cannot_be_a_directory_is_refused_with_its_name()
    {
        using var root = new TemporaryDirectory();
        string file = Path.Join(root, "file");
        File.WriteAllText(file, "x");

        Assert.Contains(file, Assert.Throws<LogDirectoryException>(() => LogDirectories.Open(file)).Message, StringComparison.Ordinal);
        Assert.Throws<LogDirectoryException>(() => LogDirectories.Open("/proc/weir"));
    }

    [Fact]
    public async Task Open_directory_that_kafka_wrote_reads_its_identity()
    {
        using var root = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            Path.Join(root, "meta.properties"),
            "#\n#Mon Nov 23 03:09:17 UTC 2026\nnode.id=1\ndirectory.id=GXpoVkb_Qzma6otnpsCIAg\nversion=1\ncluster.id=MkU3OEVBNTcwNTJENDM2Qg\n",
            TestContext.Current.CancellationToken);

        await using LogDirectory directory = LogDirectories.Open(root);

        Assert.Equal("MkU3OEVBNTcwNTJENDM2Qg", directory.ClusterId);
        Assert.Equal("GXpoVkb_Qzma6otnpsCIAg", KafkaUuid.Format(directory.DirectoryId));
    }

    [Fact]
    public async Task OpenOrCreate_for_another_topic_of_the_same_name_is_refused()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root);
        directory.Rides().Append(Batches.Of("a"));

        Assert.Throws<LogDirectoryException>(() => directory.OpenOrCreate(LogDirectories.Topic, 0, Guid.NewGuid(), LogConfig.Default));
        Assert.Equal(1, directory.Rides().LogEndOffset);
    }

    [Fact]
    public async Task A_partition_takes_up_its_directory_with_the_first_record()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root);
        PartitionLog log = directory.Rides();
        Assert.False(Directory.Exists(log.Path));
        Assert.Equal(0, log.LogEndOffset);

        log.Append(Batches.Of("a"));

        Assert.Equal(
            ["00000000000000000000.log", "leader-epoch-checkpoint", "partition.metadata"],
            Directory.GetFiles(log.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_partition_without_a_directory_can_be_deleted_and_made_again()
    {
        using var root = new TemporaryDirectory();
        await using (LogDirectory directory = LogDirectories.Open(root))
        {
            PartitionLog log = directory.Rides();
            Assert.True(directory.Delete(log.Topic, log.Partition));
            Assert.Equal(ErrorCode.UnknownTopicOrPartition, log.Append(Batches.Of("late")).Error);
            Assert.Empty(Directory.GetDirectories(root));
            directory.Rides().Append(Batches.Of("a"));
        }

        await using LogDirectory reopened = LogDirectories.Open(root);
        Assert.Equal(1, reopened.Rides().LogEndOffset);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_takes_the_partition_offline_and_harms_no_other()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root);
        await File.WriteAllTextAsync(Path.Join(root, "rides-0"), "in the way", TestContext.Current.CancellationToken);

        Assert.Equal(ErrorCode.KafkaStorageError, directory.Rides().Append(Batches.Of("a")).Error);

        Assert.Equal(ErrorCode.None, directory.Rides(partition: 1).Append(Batches.Of("a")).Error);
    }

    [Fact]
    public async Task Dispose_leaves_the_checkpoints_that_kafka_reads()
    {
        using var root = new TemporaryDirectory();
        await using (LogDirectory directory = LogDirectories.Open(root))
        {
            directory.Rides().Append(Batches.Of("a", "b", "c"));
            directory.Rides().AdvanceLogStart(2);
            directory.OpenOrCreate("empty", 3, Guid.Empty, LogConfig.Default);
        }

        Assert.Equal(["0", "2", "empty 3 0", "rides 0 3"], Lines("recovery-point-offset-checkpoint"));
        Assert.Equal(["0", "2", "empty 3 0", "rides 0 3"], Lines("replication-offset-checkpoint"));
        Assert.Equal(["0", "1", "rides 0 2"], Lines("log-start-offset-checkpoint"));
        Assert.True(File.Exists(Path.Join(root, ".kafka_cleanshutdown")));

        await using LogDirectory reopened = LogDirectories.Open(root);
        Assert.Equal(2, reopened.Rides().LogStartOffset);
        Assert.False(File.Exists(Path.Join(root, ".kafka_cleanshutdown")));

        string[] Lines(string name) => [.. File.ReadLines(Path.Join(root, name)).Order(StringComparer.Ordinal)];
    }
}
