using System.Diagnostics;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;
using Weir.Protocol.Messages;
using Weir.TestSupport;

namespace Weir.Broker.Tests;

public sealed class MetadataLogTests
{
    [Fact]
    public async Task Kafkas_dump_tool_reads_the_metadata_log()
    {
        string run = SharedFolder.Require("kafka", "bin", "kafka-run");
        Prerequisite.Command("java");
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid id = await broker.CreateTopicAsync("dumped", 2, ("retention.ms", "4242"));
        using (WireClient client = await broker.ConnectAsync())
        {
            await client.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(new InitProducerIdRequest { TransactionalId = null }, 4);
            await client.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new DeleteTopicsRequest { TopicNames = ["dumped"] }, 5);
        }

        await broker.Server.DisposeAsync();
        string output = await RunAsync(run, Path.Combine(broker.Path, "__cluster_metadata-0", "00000000000000000000.log"));

        Assert.Contains("""{"type":"FEATURE_LEVEL_RECORD","version":0,"data":{"name":"metadata.version","featureLevel":30}}""", output, StringComparison.Ordinal);
        Assert.Contains("""{"type":"REGISTER_BROKER_RECORD","version":3,"data":{"brokerId":1,""", output, StringComparison.Ordinal);
        Assert.Contains($$$"""{"type":"TOPIC_RECORD","version":0,"data":{"name":"dumped","topicId":"{{{KafkaUuid.Format(id)}}}"}}""", output, StringComparison.Ordinal);
        Assert.Contains("""{"type":"CONFIG_RECORD","version":0,"data":{"resourceType":2,"resourceName":"dumped","name":"retention.ms","value":"4242"}}""", output, StringComparison.Ordinal);
        Assert.Contains("""{"type":"PARTITION_RECORD","version":1,"data":{"partitionId":1,""", output, StringComparison.Ordinal);
        Assert.Contains("""{"type":"PRODUCER_IDS_RECORD","version":0,"data":{"brokerId":1,""", output, StringComparison.Ordinal);
        Assert.Contains("""{"type":"BROKER_REGISTRATION_CHANGE_RECORD","version":2,"data":{"brokerId":1,"brokerEpoch":""", output, StringComparison.Ordinal);
        Assert.Contains("""{"type":"REMOVE_TOPIC_RECORD","version":0""", output, StringComparison.Ordinal);
        Assert.DoesNotContain("isvalid: false", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kafkas_tools_read_a_snapshot_of_the_metadata()
    {
        string run = SharedFolder.Require("kafka", "bin", "kafka-run");
        Prerequisite.Command("java");
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid id = await broker.CreateTopicAsync("kept", 2, ("retention.ms", "4242"));
        MetadataController controller = broker.Server.Services.Controller;
        Assert.True(controller.ChangeQuotas(QuotaEntity.OfClient("c1"), [("producer_byte_rate", 1024)]).IsNone);
        Assert.True(controller.TakeProducerIds(1000, out _).IsNone);
        long end = controller.LastOffset + 1;
        controller.WriteSnapshot();
        string snapshot = Assert.Single(MetadataSnapshotTests.Snapshots(broker));
        await broker.Server.DisposeAsync();

        string dump = await RunAsync(run, snapshot);
        string tree = await RunToolAsync(run, "org.apache.kafka.shell.MetadataShell", "--snapshot", snapshot, "find", "/image");

        Assert.Contains($"Snapshot end offset: {end}, epoch: 1", dump, StringComparison.Ordinal);
        Assert.Contains("""SnapshotHeader {"version":0,"lastContainedLogTimestamp":""", dump, StringComparison.Ordinal);
        Assert.Contains("""{"type":"FEATURE_LEVEL_RECORD","version":0,"data":{"name":"metadata.version","featureLevel":30}}""", dump, StringComparison.Ordinal);
        Assert.Contains("""{"type":"PRODUCER_IDS_RECORD","version":0,"data":{"brokerId":-1,"brokerEpoch":-1,"nextProducerId":1000}}""", dump, StringComparison.Ordinal);
        Assert.Contains("""SnapshotFooter {"version":0}""", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("isvalid: false", dump, StringComparison.Ordinal);
        foreach (string path in new[] { "topics/byName/kept/1", $"topics/byId/{KafkaUuid.Format(id)}/0", "configs/TOPIC:kept/retention.ms", "cluster/brokers/1", "clientQuotas/clientId(c1)/producer_byte_rate" })
        {
            Assert.Contains($"/image/{path}\n", tree, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_record_of_an_unknown_type_is_passed_over_and_an_unknown_version_refused()
    {
        var image = new MetadataImage();
        image.Replay(new byte[] { 1, 120, 0, 0 });
        byte[] future = MetadataRecordFrame.Encode(TopicRecord.TypeId, 0, new TopicRecord { Name = "t", TopicId = Guid.NewGuid() });
        future[2] = 9;
        Assert.Throws<ProtocolException>(() => image.Replay(future));
        Assert.Empty(image.Topics);
    }

    private static Task<string> RunAsync(string run, string file) =>
        RunToolAsync(run, "org.apache.kafka.tools.DumpLogSegments", "--cluster-metadata-decoder", "--files", file);

    private static async Task<string> RunToolAsync(string run, params string[] arguments)
    {
        var start = new ProcessStartInfo(run, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}
