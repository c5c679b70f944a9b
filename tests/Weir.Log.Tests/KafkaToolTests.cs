using System.Diagnostics;
using Weir.Log.Tests.Support;
using Weir.Protocol.Records;
using Weir.TestSupport;

namespace Weir.Log.Tests;

/// <summary>Apache Kafka's own dump tool reads what a clean stop leaves on disk.</summary>
public sealed class KafkaToolTests
{
    [Fact]
    public async Task DumpLogSegments_finds_no_fault_in_any_file()
    {
        string kafkaRun = SharedFolder.Require("kafka", "bin", "kafka-run");
        using var root = new TemporaryDirectory();
        await using (LogDirectory directory = LogDirectories.Open(root))
        {
            PartitionLog log = directory.Rides(new LogConfig { SegmentBytes = 20_000, IndexIntervalBytes = 500 });
            for (int i = 0; i < 300; i++)
            {
                log.Append(Batches.Idempotent(i % 3, 1, 2 * (i / 3), count: 2, timestamp: 1_700_000_000_000 + (i * 37 % 1000)));
            }
        }

        string[] files = [.. Directory.GetFiles(Path.Join(root, "rides-0"))
            .Where(path => Path.GetExtension(path) is ".log" or ".index" or ".timeindex" or ".snapshot").Order(StringComparer.Ordinal)];
        string dump = await Run(kafkaRun, "org.apache.kafka.tools.DumpLogSegments", "--files", string.Join(',', files), "--print-data-log", "--deep-iteration");
        string indexes = await Run(kafkaRun, "org.apache.kafka.tools.DumpLogSegments", "--files", string.Join(',', files), "--index-sanity-check");

        Assert.All(files, file => Assert.Contains($"Dumping {file}", dump, StringComparison.Ordinal));
        Assert.DoesNotContain("Mismatches", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("do not match", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("isvalid: false", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("Found timestamp", dump, StringComparison.Ordinal);
        Assert.Contains("payload: 2:1:199", dump, StringComparison.Ordinal);
        Assert.Contains("offset: 599 ", dump, StringComparison.Ordinal);
        Assert.Contains("producerId: 2 producerEpoch: 1", dump, StringComparison.Ordinal);
        Assert.Equal(files.Count(file => file.EndsWith("index", StringComparison.Ordinal)), Occurrences(indexes, "passed sanity check"));
    }

    [Fact]
    public async Task DumpLogSegments_finds_no_fault_in_a_compacted_log()
    {
        string kafkaRun = SharedFolder.Require("kafka", "bin", "kafka-run");
        using var root = new TemporaryDirectory();
        await using (LogDirectory directory = LogDirectories.Open(root))
        {
            PartitionLog log = directory.Rides(new LogConfig { CleanupCompact = true, CleanupDelete = false, SegmentBytes = 20_000, IndexIntervalBytes = 500, MinCleanableDirtyRatio = 0.01 });
            for (int i = 0; i < 500; i++)
            {
                int n = i;
                log.Append(Batches.Keyed(
                    Enumerable.Range(0, 5).Select(k => ($"key {(n * k) % 400}", k == 3 ? null : $"value {n}.{k}")),
                    timestamp: 1_700_000_000_000 + (i * 37 % 1000),
                    b =>
                    {
                        b.Compression = (CompressionType)(n % 5);
                        (b.ProducerId, b.ProducerEpoch, b.BaseSequence) = (n % 7, 1, n / 7 * 5);
                    }));
            }

            log.Append(Batches.Transactional(8, 2, 0));
            log.End(8, 2, isCommit: false);
            log.Flush();
            long before = log.SizeInBytes;
            directory.Compact();
            Assert.InRange(log.SizeInBytes, 1, before * 3 / 4);
            Assert.Contains(log.ReadHeaders(), header => header.HasDeleteHorizon);
        }

        string[] files = [.. Directory.GetFiles(Path.Join(root, "rides-0"))
            .Where(path => Path.GetExtension(path) is ".log" or ".index" or ".timeindex" or ".txnindex").Order(StringComparer.Ordinal)];
        string dump = await Run(kafkaRun, "org.apache.kafka.tools.DumpLogSegments", "--files", string.Join(',', files), "--print-data-log", "--deep-iteration");
        string indexes = await Run(kafkaRun, "org.apache.kafka.tools.DumpLogSegments", "--files", string.Join(',', files.Where(file => !file.EndsWith(".txnindex", StringComparison.Ordinal))), "--index-sanity-check");

        Assert.DoesNotContain("Mismatches", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("do not match", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("isvalid: false", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("Found timestamp", dump, StringComparison.Ordinal);
        Assert.Contains("deleteHorizonMs: OptionalLong[", dump, StringComparison.Ordinal);
        Assert.Equal(files.Count(file => file.EndsWith("index", StringComparison.Ordinal) && !file.EndsWith("txnindex", StringComparison.Ordinal)), Occurrences(indexes, "passed sanity check"));
    }

    [Fact]
    public async Task DumpLogSegments_reads_markers_and_aborted_transactions()
    {
        string kafkaRun = SharedFolder.Require("kafka", "bin", "kafka-run");
        using var root = new TemporaryDirectory();
        await using (LogDirectory directory = LogDirectories.Open(root))
        {
            PartitionLog log = directory.Rides();
            log.Append(Batches.Transactional(7, 0, 0, count: 3));
            log.Append(Batches.Transactional(8, 2, 0));
            log.End(7, 0, isCommit: false);
            log.End(8, 2, isCommit: true);
            log.Append(Batches.Transactional(9, 1, 0));
        }

        string[] files = [.. Directory.GetFiles(Path.Join(root, "rides-0"))
            .Where(path => Path.GetExtension(path) is ".log" or ".txnindex" or ".snapshot").Order(StringComparer.Ordinal)];
        Assert.Equal(3, files.Length);
        string dump = await Run(kafkaRun, "org.apache.kafka.tools.DumpLogSegments", "--files", string.Join(',', files), "--print-data-log");

        Assert.Contains("endTxnMarker: ABORT coordinatorEpoch: 3", dump, StringComparison.Ordinal);
        Assert.Contains("endTxnMarker: COMMIT coordinatorEpoch: 3", dump, StringComparison.Ordinal);
        Assert.Contains("version: 0 producerId: 7 firstOffset: 0 lastOffset: 4 lastStableOffset: 3", dump, StringComparison.Ordinal);
        Assert.Contains("producerId: 9 producerEpoch: 1 coordinatorEpoch: -1 currentTxnFirstOffset: OptionalLong[6]", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", dump, StringComparison.Ordinal);
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    private static async Task<string> Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error + await output);
        return await output + await error;
    }
}
