using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

/// <summary>Answers large enough to be sent from the segment itself.</summary>
public sealed class LargeFetchTests
{
    // More than the two sockets' buffers hold, so that the broker has to wait for the reader.
    private const int BatchCount = 24;
    private const int ValueSize = 900_000;
    private const int AnswerBytes = BatchCount * (ValueSize + 1000);

    [Fact]
    public async Task A_reader_that_comes_late_gets_every_byte()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        List<(long, string)> expected = await FillAsync(broker, ["t"]);
        using WireClient reader = await broker.ConnectAsync();

        int first = await reader.SendAsync(FetchAll(), 11);
        int second = await reader.SendAsync(FetchAll(), 11);
        await FetchTests.WaitUntilAsync(() => reader.HasResponse);

        foreach (int id in new[] { first, second })
        {
            FetchResponse response = await reader.ReceiveAsync<FetchResponse>(11, id);
            Assert.Equal(expected, Batches.Read(response.Responses[0].Partitions[0].Records));
        }
    }

    [Fact]
    public async Task Several_partitions_come_in_one_answer()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        List<(long, string)> expected = await FillAsync(broker, ["a", "b"]);
        await broker.CreateTopicAsync("small");
        using WireClient client = await broker.ConnectAsync();
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("small", Batches.Of("small")), 9);
        FetchRequest request = FetchAll();
        request.Topics = [.. new[] { "a", "small", "b" }.Select(topic => new FetchRequest.FetchTopic
        {
            Topic = topic,
            Partitions = [Requests.FetchPartition(0, maxBytes: AnswerBytes)],
        })];

        FetchResponse response = await client.CallAsync<FetchRequest, FetchResponse>(request, 11);

        var read = response.Responses.ToDictionary(topic => topic.Topic, topic => Batches.Read(topic.Partitions[0].Records));
        Assert.Equal(expected, read["a"]);
        Assert.Equal([(0, "small")], read["small"]);
        Assert.Equal(expected, read["b"]);
    }

    [Fact]
    public async Task A_topic_deleted_while_it_is_sent_arrives_whole()
    {
        await using TestBroker broker = await TestBroker.StartAsync(properties: ("log.segment.delete.delay.ms", "0"));
        List<(long, string)> expected = await FillAsync(broker, ["t"]);
        using WireClient reader = await broker.ConnectAsync();
        int id = await reader.SendAsync(FetchAll(), 11);
        await FetchTests.WaitUntilAsync(() => reader.HasResponse);

        using WireClient admin = await broker.ConnectAsync();
        await admin.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new DeleteTopicsRequest { Topics = [new() { Name = "t" }] }, 6);

        FetchResponse response = await reader.ReceiveAsync<FetchResponse>(11, id);
        Assert.Equal(expected, Batches.Read(response.Responses[0].Partitions[0].Records));
    }

    [Fact]
    public async Task A_segment_cut_short_behind_the_brokers_back_ends_the_connection_and_no_other()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await FillAsync(broker, ["t"]);
        string segment = Path.Combine(broker.Path, "t-0", "00000000000000000000.log");
        using (var file = new FileStream(segment, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(AnswerBytes / 2);
        }

        using WireClient reader = await broker.ConnectAsync();
        await reader.SendAsync(FetchAll(), 11);
        await reader.AssertClosedWithinAnswerAsync();
        using WireClient other = await broker.ConnectAsync();
        FetchResponse response = await other.CallAsync<FetchRequest, FetchResponse>(Requests.Fetch("t", 0), 11);
        Assert.Equal(ErrorCode.None, response.Responses[0].Partitions[0].ErrorCode);
    }

    private static async Task<List<(long, string)>> FillAsync(TestBroker broker, string[] topics)
    {
        var values = new List<(long, string)>();
        for (int i = 0; i < BatchCount; i++)
        {
            values.Add((i, $"{i}-".PadRight(ValueSize, (char)('a' + i))));
        }

        foreach (string topic in topics)
        {
            await broker.CreateTopicAsync(topic);
            using WireClient producer = await broker.ConnectAsync();
            foreach ((_, string value) in values)
            {
                await producer.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce(topic, Batches.Of(value)), 9);
            }
        }

        return values;
    }

    private static FetchRequest FetchAll()
    {
        FetchRequest request = Requests.Fetch("t", 0);
        request.MaxBytes = 3 * AnswerBytes;
        request.Topics[0].Partitions[0].PartitionMaxBytes = AnswerBytes;
        return request;
    }
}
