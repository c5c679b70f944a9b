using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Broker.Tests;

public sealed class ProduceTests
{
    [Theory]
    [InlineData((short)1, Durability.Disk)]
    [InlineData((short)-1, Durability.Disk)]
    [InlineData((short)-1, Durability.Os)]
    public async Task Records_get_consecutive_offsets_and_come_back(short acks, Durability durability)
    {
        await using TestBroker broker = await TestBroker.StartAsync(durability: durability);
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();

        Assert.Equal(0, (await ProduceAsync(client, "t", Batches.Of("a", "b"), acks)).BaseOffset);
        Assert.Equal(2, (await ProduceAsync(client, "t", Batches.Of("c"), acks)).BaseOffset);

        FetchResponse fetched = await client.CallAsync<FetchRequest, FetchResponse>(Requests.Fetch("t", 0, maxWaitMs: 30_000, minBytes: 150), 11);
        Assert.Equal([(0, "a"), (1, "b"), (2, "c")], Batches.Read(fetched.Responses[0].Partitions[0].Records));
    }

    [Theory]
    [InlineData((short)1)]
    [InlineData((short)-1)]
    public async Task Records_of_a_topic_that_flushes_each_are_flushed_before_the_answer(short acks)
    {
        await using TestBroker broker = await TestBroker.StartAsync(durability: Durability.Os);
        await broker.CreateTopicAsync("t", 1, ("flush.messages", "1"), ("flush.ms", "1000"), ("preallocate", "true"));
        Assert.True(broker.Server.Services.Topics.TryGet("t", out Topic? topic));
        Assert.Equal((1, 1000, true), (topic.Config.Log.FlushMessages, topic.Config.Log.FlushMs, topic.Config.Log.Preallocate));
        using WireClient client = await broker.ConnectAsync();

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(i, (await ProduceAsync(client, "t", Batches.Of("a"), acks)).BaseOffset);

            // With this setting records are shown, and with them the high watermark moves, once they are flushed.
            Assert.Equal(i + 1, topic.Partitions[0].Log.HighWatermark);
        }
    }

    [Fact]
    public async Task Acks_zero_is_not_answered_and_an_error_closes_the_connection()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();

        await client.SendAsync(Requests.Produce("t", Batches.Of("a"), acks: 0), 9);
        ProduceResponse.PartitionProduceResponse next = await ProduceAsync(client, "t", Batches.Of("b"));
        await client.SendAsync(Requests.Produce("missing", Batches.Of("c"), acks: 0), 9);

        Assert.Equal(1, next.BaseOffset);
        await client.AssertClosedAsync();
    }

    [Fact]
    public async Task Acks_other_than_the_three_are_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(ErrorCode.InvalidRequiredAcks, (await ProduceAsync(client, "t", Batches.Of("a"), acks: 2)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await ProduceAsync(client, "missing", Batches.Of("a"), acks: 2)).ErrorCode);
    }

    [Fact]
    public async Task A_refused_batch_tells_the_log_start_and_broken_bytes_do_not()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        byte[] broken = Batches.Of("a").ToArray();
        broken[^1] ^= 1;
        using var control = new RecordBatchBuilder { IsControl = true };
        control.Append(0, NullableBytes.Null, NullableBytes.Null);

        ProduceResponse.PartitionProduceResponse refused = await ProduceAsync(client, "t", control.Build().ToArray());
        ProduceResponse.PartitionProduceResponse corrupt = await ProduceAsync(client, "t", broken);

        Assert.Equal((ErrorCode.InvalidRecord, 0), (refused.ErrorCode, refused.LogStartOffset));
        Assert.Equal((ErrorCode.CorruptMessage, -1), (corrupt.ErrorCode, corrupt.LogStartOffset));
    }

    [Fact]
    public async Task A_damaged_batch_is_refused_and_nothing_is_stored()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        byte[] wrongCrc = Batches.Of("a");
        wrongCrc[^1] ^= 1;
        byte[] wrongCount = Batches.Of("a", "b");
        wrongCount[RecordBatchHeader.RecordCountPosition + 3] = 1;
        RecordBatch.UpdateCrc(wrongCount);

        Assert.Equal(ErrorCode.CorruptMessage, (await ProduceAsync(client, "t", wrongCrc)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRecord, (await ProduceAsync(client, "t", wrongCount)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRecord, (await ProduceAsync(client, "t", [.. Batches.Of("a"), .. Batches.Of("b")])).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRecord, (await ProduceAsync(client, "t", Batches.Build(builder => builder.IsControl = true, "a"))).ErrorCode);

        Assert.Equal(0, (await ProduceAsync(client, "t", Batches.Of("good"))).BaseOffset);
    }

    [Fact]
    public async Task Unknown_topics_ids_and_partitions_have_their_errors()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid id = await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await ProduceAsync(client, "missing", Batches.Of("a"))).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await ProduceAsync(client, "t", Batches.Of("a"), partition: 1)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicId, (await ProduceByIdAsync(client, Guid.NewGuid())).ErrorCode);
        Assert.Equal(ErrorCode.None, (await ProduceByIdAsync(client, id)).ErrorCode);
    }

    [Fact]
    public async Task A_batch_above_max_message_bytes_is_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", configs: ("max.message.bytes", "1000"));
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(ErrorCode.MessageTooLarge, (await ProduceAsync(client, "t", Batches.Of(new string('x', 2000)))).ErrorCode);
        Assert.Equal(ErrorCode.None, (await ProduceAsync(client, "t", Batches.Of("fits"))).ErrorCode);
    }

    [Fact]
    public async Task Min_insync_replicas_asks_for_no_more_replicas_than_there_are()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", configs: ("min.insync.replicas", "2"));
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(ErrorCode.None, (await ProduceAsync(client, "t", Batches.Of("a"))).ErrorCode);
    }

    [Fact]
    public async Task A_record_without_key_in_a_compacted_topic_is_named_by_its_index()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", configs: ("cleanup.policy", "compact"));
        using WireClient client = await broker.ConnectAsync();

        ProduceResponse.PartitionProduceResponse refused = await ProduceAsync(client, "t", Batches.Of("a", "b"));

        Assert.Equal(ErrorCode.InvalidRecord, refused.ErrorCode);
        Assert.Equal([0, 1], refused.RecordErrors.Select(error => error.BatchIndex));
        Assert.NotNull(refused.ErrorMessage);
    }

    [Fact]
    public async Task Log_append_time_is_returned_and_stored()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", configs: ("message.timestamp.type", "LogAppendTime"));
        using WireClient client = await broker.ConnectAsync();

        ProduceResponse.PartitionProduceResponse produced = await ProduceAsync(client, "t", Batches.Of("a"));
        FetchResponse fetched = await client.CallAsync<FetchRequest, FetchResponse>(Requests.Fetch("t", 0), 11);

        ReadOnlyMemory<byte> batch = fetched.Responses[0].Partitions[0].Records!.Value;
        Assert.True(RecordBatch.IsCrcValid(batch.Span));
        Assert.True(RecordBatchHeader.TryRead(batch.Span, out RecordBatchHeader header));
        Assert.Equal(TimestampType.LogAppendTime, header.TimestampType);
        Assert.Equal(produced.LogAppendTimeMs, header.MaxTimestamp);
    }

    [Theory]
    [InlineData("gzip", CompressionType.Gzip)]
    [InlineData("snappy", CompressionType.Snappy)]
    [InlineData("lz4", CompressionType.Lz4)]
    [InlineData("zstd", CompressionType.Zstd)]
    [InlineData("uncompressed", CompressionType.None)]
    public async Task A_topic_with_a_codec_of_its_own_stores_with_it(string setting, CompressionType expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", configs: ("compression.type", setting));
        using WireClient client = await broker.ConnectAsync();
        CompressionType produced = expected == CompressionType.None ? CompressionType.Lz4 : CompressionType.None;

        Assert.Equal(0, (await ProduceAsync(client, "t", Batches.Build(builder => builder.Compression = produced, "a", "b"))).BaseOffset);
        FetchResponse fetched = await client.CallAsync<FetchRequest, FetchResponse>(Requests.Fetch("t", 0), 11);

        ReadOnlyMemory<byte> batch = fetched.Responses[0].Partitions[0].Records!.Value;
        Assert.True(RecordBatchHeader.TryRead(batch.Span, out RecordBatchHeader header));
        Assert.Equal(expected, header.Compression);
        Assert.Equal([(0, "a"), (1, "b")], Batches.Read(batch));
    }

    [Fact]
    public async Task A_repeated_batch_of_an_idempotent_producer_is_answered_with_its_first_offset()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        InitProducerIdResponse producer = await client.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(new InitProducerIdRequest { TransactionalId = null }, 4);
        Assert.Equal((ErrorCode.None, (short)0), (producer.ErrorCode, producer.ProducerEpoch));
        byte[] Batch(int sequence, params string[] values) => Batches.Idempotent(producer.ProducerId, 0, sequence, values);

        Assert.Equal(0, (await ProduceAsync(client, "t", Batch(0, "a", "b"))).BaseOffset);
        Assert.Equal(2, (await ProduceAsync(client, "t", Batch(2, "c"))).BaseOffset);
        ProduceResponse.PartitionProduceResponse repeated = await ProduceAsync(client, "t", Batch(0, "a", "b"));
        ProduceResponse.PartitionProduceResponse gap = await ProduceAsync(client, "t", Batch(9, "x"));
        ProduceResponse.PartitionProduceResponse next = await ProduceAsync(client, "t", Batch(3, "d"));

        Assert.Equal((ErrorCode.None, 0L), (repeated.ErrorCode, repeated.BaseOffset));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, gap.ErrorCode);
        Assert.Equal((ErrorCode.None, 3L), (next.ErrorCode, next.BaseOffset));
    }

    [Fact]
    public async Task Clients_may_not_write_to_internal_topics()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("__transaction_state");
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(ErrorCode.InvalidTopicException, (await ProduceAsync(client, "__transaction_state", Batches.Of("a"))).ErrorCode);
    }

    [Fact]
    public async Task Pipelined_batches_are_appended_in_order_and_answered_in_order()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        string filler = new('x', 20_000);
        byte[] all = [.. Enumerable.Range(1, 400).SelectMany(id => WireClient.Encode(Requests.Produce("t", Batches.Of(id + filler), acks: (short)(id % 2 == 0 ? 1 : -1)), 9, id))];

        Task sending = client.SendRawAsync(all);
        for (int id = 1; id <= 400; id++)
        {
            ProduceResponse response = await client.ReceiveAsync<ProduceResponse>(9, id);
            Assert.Equal(id - 1, response.Responses[0].PartitionResponses[0].BaseOffset);
        }

        await sending;
    }

    private static async Task<ProduceResponse.PartitionProduceResponse> ProduceAsync(WireClient client, string topic, byte[] batch, short acks = -1, int partition = 0)
    {
        ProduceResponse response = await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce(topic, batch, acks, partition), 9);
        return Assert.Single(Assert.Single(response.Responses).PartitionResponses);
    }

    private static async Task<ProduceResponse.PartitionProduceResponse> ProduceByIdAsync(WireClient client, Guid topicId)
    {
        ProduceRequest request = Requests.Produce("", Batches.Of("a"));
        request.TopicData[0].TopicId = topicId;
        ProduceResponse response = await client.CallAsync<ProduceRequest, ProduceResponse>(request, 13);
        return response.Responses[0].PartitionResponses[0];
    }
}
