using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Weir.Log.Tests.Support;
using Weir.Protocol;

namespace Weir.Log.Tests;

/// <summary>A file system that is really full: 8 MiB of memory, mounted where the user may.</summary>
public sealed class SmallDiskTests
{
    [Fact]
    public async Task Partitions_fill_the_disk_go_offline_and_go_on_once_there_is_room()
    {
        using var root = new TemporaryDirectory();
        using var disk = SmallDisk.Mount(root, megabytes: 8);
        string ballast = Path.Join(root, "ballast");
        string data = Path.Join(root, "data");
        await File.WriteAllBytesAsync(ballast, new byte[4 << 20], TestContext.Current.CancellationToken);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        LogDirectory directory = LogDirectories.Open(data, new LogDirectoryOptions { Durability = Durability.Disk }, time);
        PartitionLog[] logs = [.. Enumerable.Range(0, 3).Select(partition => directory.Rides(new LogConfig { SegmentBytes = 300_000 }, partition))];

        Assert.True(AppendUntilFull(logs) > 100);
        Assert.All(logs, log => Assert.NotEqual(ErrorCode.None, log.Append(Batches.Sized(10_000)).Error));
        Assert.All(logs, log => Assert.NotEmpty(log.ReadBytes(0)));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.All(logs, log => Assert.Equal(ErrorCode.KafkaStorageError, log.Failure));

        File.Delete(ballast);
        time.Advance(TimeSpan.FromSeconds(5));

        foreach (PartitionLog log in logs)
        {
            Assert.Equal(log.LogEndOffset, log.Append(Batches.Sized(10_000)).BaseOffset);
            log.AwaitFlushed();
        }

        long[] ends = [.. logs.Select(log => log.LogEndOffset)];
        await directory.DisposeAsync();
        await using LogDirectory reopened = LogDirectories.Open(data, time: time);
        Assert.True(reopened.WasCleanlyClosed);
        Assert.Equal(ends, Enumerable.Range(0, 3).Select(partition => reopened.Rides(partition: partition).LogEndOffset));
    }

    /// <summary>Appends to all in turn until each is offline; the number of batches that were taken.</summary>
    private static int AppendUntilFull(PartitionLog[] logs)
    {
        int taken = 0;
        while (logs.Any(log => log.Failure == ErrorCode.None))
        {
            foreach (PartitionLog log in logs)
            {
                AppendOutcome outcome = log.Append(Batches.Sized(10_000));
                using var stored = new FlushSignal();
                if (outcome.Error == ErrorCode.None)
                {
                    log.WhenFlushed(outcome.NextOffset, stored);
                    taken += stored.Wait() == ErrorCode.None ? 1 : 0;
                }
            }
        }

        return taken;
    }

    private sealed class SmallDisk(string path) : IDisposable
    {
        public static SmallDisk Mount(string path, int megabytes)
        {
            Assert.SkipUnless(
                OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path),
                "no file system can be mounted here: the test of a full disk needs root on Linux");
            return new SmallDisk(path);
        }

        public void Dispose() => Run("umount", path);

        private static bool Run(string command, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
