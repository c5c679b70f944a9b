using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task Topics_ids_partitions_settings_and_records_outlive_the_broker()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid kept = await broker.CreateTopicAsync("kept", 2, ("retention.ms", "123456"));
        await broker.CreateTopicAsync("gone");
        string clusterId = broker.Server.ClusterId;
        using (WireClient client = await broker.ConnectAsync())
        {
            await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("kept", Batches.Of("a", "b"), partition: 1), 9);
            await client.CallAsync<CreatePartitionsRequest, CreatePartitionsResponse>(
                new CreatePartitionsRequest { Topics = [new() { Name = "kept", Count = 3, Assignments = null }] }, 3);
            await client.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new DeleteTopicsRequest { TopicNames = ["gone"] }, 5);
        }

        await broker.RestartAsync();

        Assert.Equal((clusterId, 1, true), (broker.Server.ClusterId, broker.Server.TopicCount, broker.Server.WasCleanlyClosed));
        Assert.True(broker.Server.Services.Topics.TryGet(kept, out Topic? topic));
        Assert.Equal(("kept", 3, "123456"), (topic.Name, topic.Partitions.Count, topic.Config.Overrides["retention.ms"]));
        using WireClient again = await broker.ConnectAsync();
        FetchResponse fetched = await again.CallAsync<FetchRequest, FetchResponse>(Requests.Fetch("kept", 0, partition: 1), 11);
        Assert.Equal([(0, "a"), (1, "b")], Batches.Read(fetched.Responses[0].Partitions[0].Records));
        ProduceResponse produced = await again.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("kept", Batches.Of("c"), partition: 1), 9);
        Assert.Equal(2, produced.Responses[0].PartitionResponses[0].BaseOffset);
    }

    [Fact]
    public async Task A_topic_deleted_and_created_again_is_another_topic_after_a_restart()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using (WireClient client = await broker.ConnectAsync())
        {
            await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("old")), 9);
            await client.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new DeleteTopicsRequest { TopicNames = ["t"] }, 5);
        }

        Guid id = await broker.CreateTopicAsync("t");
        await broker.RestartAsync();

        Assert.True(broker.Server.Services.Topics.TryGet("t", out Topic? topic));
        Assert.Equal((id, 0L), (topic.Id, topic.Partitions[0].Log.LogEndOffset));
    }

    [Fact]
    public async Task Producer_ids_are_never_given_out_twice()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        var seen = new HashSet<long>();
        for (int start = 0; start < 3; start++)
        {
            using (WireClient client = await broker.ConnectAsync())
            {
                for (int i = 0; i < 1200; i++)
                {
                    InitProducerIdResponse response = await client.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(new InitProducerIdRequest { TransactionalId = null }, 4);
                    Assert.True(seen.Add(response.ProducerId));
                }
            }

            await broker.RestartAsync();
        }
    }

    [Fact]
    public async Task A_repeated_batch_is_recognised_after_a_restart()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        byte[] batch = Batches.Idempotent(1, 0, 0, "a", "b");
        using (WireClient client = await broker.ConnectAsync())
        {
            await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", batch), 9);
        }

        await broker.RestartAsync();

        using WireClient again = await broker.ConnectAsync();
        ProduceResponse repeated = await again.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", batch), 9);
        Assert.Equal((ErrorCode.None, 0L), (repeated.Responses[0].PartitionResponses[0].ErrorCode, repeated.Responses[0].PartitionResponses[0].BaseOffset));
    }

    [Fact]
    public async Task A_directory_left_by_a_crash_does_not_keep_its_topic_from_being_created()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.Server.DisposeAsync();
        string stray = Directory.CreateDirectory(Path.Combine(broker.Path, "ghost-0")).FullName;
        await File.WriteAllTextAsync(Path.Combine(stray, "partition.metadata"), $"version: 0\ntopic_id: {KafkaUuid.Format(KafkaUuid.NewId())}\n");

        await broker.RestartAsync();
        Guid id = await broker.CreateTopicAsync("ghost");
        await broker.RestartAsync();

        Assert.True(broker.Server.Services.Topics.TryGet(id, out Topic? topic));
        Assert.Equal(id, topic.Partitions[0].Log.TopicId);
    }
}
