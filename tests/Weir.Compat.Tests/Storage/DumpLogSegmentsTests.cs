using Weir.Compat.Tests.Clients;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Tools;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Storage;

/// <summary>Kafka's dump tool reads every file a stopped broker leaves, and finds in them what was written.</summary>
public sealed class DumpLogSegmentsTests(DataDirectoryFixture directory) : IClassFixture<DataDirectoryFixture>
{
    public static TheoryData<string> Codecs => [.. CompatClients.Codecs];

    [CompatTheory]
    [MemberData(nameof(Codecs))]
    public async Task Segment_holds_the_batches_as_the_client_compressed_them(string codec)
    {
        var dumped = await DumpAsync($"dump-{codec}-0", "*.log", "--print-data-log");

        Assert.Contains($"compresscodec: {codec}", dumped);
        Assert.Contains("keySize: 3 valueSize: 5 sequence: 0 headerKeys: [] key: key payload: value", dumped);
        Assert.Contains("isvalid: true", dumped);
    }

    [CompatFact]
    public async Task Indexes_and_producer_snapshots_of_rolled_segments_are_sound()
    {
        Assert.True(Directory.GetFiles(await PartitionAsync(DataDirectoryFixture.RolledTopic + "-0"), "*.log").Length > 1, "no segment was rolled");
        foreach (var kind in new[] { "*.index", "*.timeindex" })
        {
            var dumped = await DumpAsync($"{DataDirectoryFixture.RolledTopic}-0", kind, "--index-sanity-check");
            Assert.Contains("passed sanity check.", dumped);
            Assert.Matches(@"offset: [1-9]\d*", await DumpAsync($"{DataDirectoryFixture.RolledTopic}-0", kind, ""));
        }

        Assert.Matches(@"producerId: \d+ producerEpoch: 0", await DumpAsync($"{DataDirectoryFixture.RolledTopic}-0", "*.snapshot", ""));
    }

    [CompatFact]
    public async Task Committed_offsets_are_records_of_Kafkas_own_format()
    {
        var partitions = Directory.GetDirectories(await directory.PathAsync(), "__consumer_offsets-*").Select(p => Path.GetFileName(p)!);
        var dumps = new List<string>();
        foreach (var partition in partitions)
        {
            dumps.Add(await DumpAsync(partition, "*.log", "--offsets-decoder"));
        }

        var all = string.Concat(dumps);
        Assert.Contains($"\"group\":\"{DataDirectoryFixture.Group}\"", all);
        Assert.Contains("\"topic\":\"dump-none\"", all);
        Assert.Contains("\"protocolType\":\"consumer\"", all);
    }

    [CompatFact]
    public async Task Cluster_metadata_is_a_log_of_KRaft_records()
    {
        var dumped = await DumpAsync("__cluster_metadata-0", "*.log", "--cluster-metadata-decoder");

        Assert.Contains("\"type\":\"TOPIC_RECORD\"", dumped);
        Assert.Contains("\"name\":\"dump-zstd\"", dumped);
        Assert.Contains("\"type\":\"PARTITION_RECORD\"", dumped);
        Assert.Contains("\"type\":\"CONFIG_RECORD\"", dumped);
        Assert.DoesNotContain("Could not read", dumped);
    }

    [CompatFact]
    public async Task Snapshots_of_the_cluster_metadata_are_Kafkas()
    {
        var dumped = await DumpAsync("__cluster_metadata-0", "*.checkpoint", "--cluster-metadata-decoder");

        Assert.Contains("Snapshot end offset: ", dumped);
        Assert.Contains("SnapshotHeader {\"version\":0", dumped);
        Assert.Contains("\"type\":\"TOPIC_RECORD\"", dumped);
        Assert.Contains("SnapshotFooter {\"version\":0}", dumped);
        Assert.DoesNotContain("Could not read", dumped);
    }

    private async Task<string> PartitionAsync(string partition) => Path.Combine(await directory.PathAsync(), partition);

    /// <summary>Dumps the files of a partition that fit the pattern, and requires the tool to find nothing wrong with them.</summary>
    private async Task<string> DumpAsync(string partition, string pattern, string options)
    {
        var files = Directory.GetFiles(await PartitionAsync(partition), pattern).Order().ToList();
        Assert.NotEmpty(files);
        string[] arguments = ["--files", string.Join(',', files), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var result = (await directory.Tools.RunAsync("org.apache.kafka.tools.DumpLogSegments", arguments)).Succeeded();
        foreach (var trouble in new[] { "isvalid: false", "Mismatches in", "Exception", "corrupt", "is not valid", "Found timestamp mismatch", "Found out of order" })
        {
            Assert.DoesNotContain(trouble, result.Output + result.Error, StringComparison.OrdinalIgnoreCase);
        }

        return result.Output;
    }
}
