using Microsoft.Extensions.Logging.Abstractions;
using Weir.Log.Tests.Support;

namespace Weir.Log.Tests;

/// <summary>Memory, allocations and open files. Run alone: other tests would be counted in.</summary>
[Collection(nameof(ResourceTests))]
[CollectionDefinition(nameof(ResourceTests), DisableParallelization = true)]
public sealed class ResourceTests
{
    [Fact]
    public async Task Open_with_more_segments_than_open_files_reads_them_all()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root, new LogDirectoryOptions { Durability = Durability.Disk, MaxOpenFiles = 3 });
        PartitionLog[] logs = [.. Enumerable.Range(0, 10).Select(partition => directory.Rides(new LogConfig { SegmentBytes = 200 }, partition))];
        for (int i = 0; i < 200; i++)
        {
            logs[i % logs.Length].Append(Batches.Sized(25));
        }

        foreach (PartitionLog log in logs)
        {
            log.AwaitFlushed();
            for (long offset = 0; offset < 20; offset++)
            {
                Assert.Equal(offset, AppendReadTests.FirstOffset(log.ReadBytes(offset)));
            }
        }

        Assert.InRange(OpenLogFiles(root), 0, 5);
    }

    [Fact]
    public async Task Open_four_thousand_partitions_costs_little_memory()
    {
        const int Partitions = 4000;
        using var root = new TemporaryDirectory();
        await using (LogDirectory directory = LogDirectories.Open(root))
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            for (int i = 0; i < Partitions; i++)
            {
                directory.OpenOrCreate($"topic-{i / 4}", i % 4, Guid.NewGuid(), LogConfig.Default);
            }

            Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / Partitions, 0, 2048);
            Assert.Equal(0, OpenLogFiles(root));
            foreach (PartitionLog log in directory.Logs)
            {
                log.Append(Batches.Of("a"));
            }
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread();
        await using LogDirectory reopened = LogDirectory.Open(root, new LogDirectoryOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        Assert.Equal(Partitions, reopened.Logs.Count);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / Partitions, 0, 16 * 1024);
        Assert.InRange(OpenLogFiles(root), 0, new LogDirectoryOptions().MaxOpenFiles);
    }

    [Fact]
    public async Task Append_allocates_nothing()
    {
        using var root = new TemporaryDirectory();
        await using LogDirectory directory = LogDirectories.Open(root);
        PartitionLog log = directory.Rides(new LogConfig { IndexIntervalBytes = int.MaxValue });
        byte[][] batches = [.. Enumerable.Range(0, 2000).Select(i => Batches.Idempotent(7, 0, i, timestamp: 1000 + i))];
        var options = new AppendOptions { LeaderEpoch = 1 };
        foreach (byte[] batch in batches.AsSpan(0, 1000))
        {
            log.Append(batch, options);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] batch in batches.AsSpan(1000))
        {
            log.Append(batch, options);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2000, log.LogEndOffset);
    }

    /// <summary>Log files below the directory that this process has open.</summary>
    private static int OpenLogFiles(string root) => OperatingSystem.IsLinux()
        ? Directory.GetFiles("/proc/self/fd").Select(TargetOf)
            .Count(target => target.StartsWith(root, StringComparison.Ordinal) && target.EndsWith(".log", StringComparison.Ordinal))
        : 0;

    private static string TargetOf(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget ?? string.Empty;
        }
        catch (FileNotFoundException)
        {
            // Closed since it was listed, by another thread of the process.
            return string.Empty;
        }
    }
}
