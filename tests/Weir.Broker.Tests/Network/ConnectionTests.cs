using System.Buffers.Binary;
using Microsoft.Extensions.Time.Testing;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

public sealed class ConnectionTests
{
    [Fact]
    public async Task Frames_pipelined_in_one_send_are_answered_in_order()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        byte[] all = [.. Enumerable.Range(100, 500).SelectMany(id => WireClient.Encode(new ApiVersionsRequest { ClientSoftwareName = "t", ClientSoftwareVersion = "1" }, 3, id))];

        await client.SendRawAsync(all);

        for (int id = 100; id < 600; id++)
        {
            await client.ReceiveAsync<ApiVersionsResponse>(3, id);
        }
    }

    [Fact]
    public async Task A_frame_that_arrives_byte_by_byte_is_answered()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        foreach (byte single in WireClient.Encode(new MetadataRequest { Topics = null }, 12, 7))
        {
            await client.SendRawAsync(new[] { single });
        }

        MetadataResponse response = await client.ReceiveAsync<MetadataResponse>(12, 7);
        Assert.Single(response.Brokers);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData((100 * 1024 * 1024) + 1)]
    public async Task A_frame_of_absurd_length_closes_the_connection(int length)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        byte[] prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);

        await client.SendRawAsync(prefix);

        await client.AssertClosedAsync();
        await AssertServesAsync(broker);
    }

    [Fact]
    public async Task A_large_frame_that_never_comes_takes_no_memory()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        var clients = new List<WireClient>();
        byte[] prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, 100 * 1024 * 1024);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 50; i++)
        {
            WireClient client = await broker.ConnectAsync();
            await client.SendRawAsync(prefix);
            clients.Add(client);
        }

        await AssertServesAsync(broker);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64L * 1024 * 1024);
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData((short)999, (short)0)]
    [InlineData((short)-1, (short)0)]
    [InlineData((short)ApiKey.Metadata, (short)99)]
    [InlineData((short)ApiKey.Metadata, (short)-1)]
    [InlineData((short)ApiKey.Produce, (short)2)]
    public async Task An_api_or_version_not_served_closes_the_connection(short key, short version)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        byte[] frame = new byte[4 + 10];
        BinaryPrimitives.WriteInt32BigEndian(frame, 10);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(4), key);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(6), version);

        await client.SendRawAsync(frame);

        await client.AssertClosedAsync();
        await AssertServesAsync(broker);
    }

    [Fact]
    public async Task A_frame_cut_at_any_byte_does_no_harm()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("cut");
        byte[] whole = WireClient.Encode(Requests.Produce("cut", Batches.Of("a")), 9, 1);
        for (int length = 0; length < whole.Length - 4; length += 3)
        {
            using WireClient client = await broker.ConnectAsync();
            byte[] frame = whole[..(4 + length)];
            BinaryPrimitives.WriteInt32BigEndian(frame, length);
            await client.SendRawAsync(frame);
            byte[]? answer = await client.ReceiveFrameAsync();
            Assert.True(answer is null || WireClient.Decode<ProduceResponse>(answer, 9, 1).Responses[0].PartitionResponses[0].ErrorCode != ErrorCode.None);
        }

        await AssertServesAsync(broker);
    }

    [Fact]
    public async Task Bytes_that_follow_a_request_are_left_alone_as_by_Kafka()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("listed");
        using WireClient client = await broker.ConnectAsync();
        byte[] frame = [.. WireClient.Encode(new MetadataRequest { Topics = null }, 13, 1), 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - sizeof(int));

        await client.SendRawAsync(frame);

        MetadataResponse listed = await client.ReceiveAsync<MetadataResponse>(13, 1);
        Assert.Equal("listed", Assert.Single(listed.Topics).Name);
    }

    [Fact]
    public async Task A_reader_that_never_reads_is_held_back_without_growing_memory()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("big");
        using WireClient client = await broker.ConnectAsync();
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("big", Batches.Of(new string('x', 500_000))), 9);
        using WireClient slow = await broker.ConnectAsync();
        byte[] requests = [.. Enumerable.Range(1, 1000).SelectMany(id => WireClient.Encode(Requests.Fetch("big", 0), 11, id))];
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await slow.SendRawAsync(requests);
        await AssertServesAsync(broker);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64L * 1024 * 1024);
        for (int id = 1; id <= 1000; id++)
        {
            FetchResponse response = await slow.ReceiveAsync<FetchResponse>(11, id);
            Assert.Equal(ErrorCode.None, response.Responses[0].Partitions[0].ErrorCode);
        }
    }

    [Fact]
    public async Task An_idle_connection_is_closed_after_connections_max_idle_ms()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestBroker broker = await TestBroker.StartAsync(time, properties: ("connections.max.idle.ms", "60000"));
        using WireClient client = await broker.ConnectAsync();
        await client.CallAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, 12);

        time.Advance(TimeSpan.FromSeconds(50));
        await client.CallAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, 12);
        await FetchTests.WaitUntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(16));
            return broker.Server.Listener.ConnectionCount == 0;
        });

        await client.AssertClosedAsync();
    }

    [Fact]
    public async Task Connections_above_max_connections_are_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync(properties: ("max.connections", "1"));
        using WireClient first = await broker.ConnectAsync();
        await first.CallAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, 12);

        using WireClient second = await broker.ConnectAsync();

        await second.AssertClosedAsync();
        await first.CallAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, 12);
    }

    [Fact]
    public async Task A_second_broker_on_the_same_port_or_directory_is_refused_in_one_line()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        BrokerOptions samePort = new() { DataDirectory = broker.Path + "-other", Listen = broker.Server.BoundEndpoint };
        BrokerOptions sameDirectory = new() { DataDirectory = broker.Path, Listen = new BrokerEndpoint("127.0.0.1", 0) };
        foreach (BrokerOptions options in new[] { samePort, sameDirectory })
        {
            BrokerStartException error = await Assert.ThrowsAsync<BrokerStartException>(
                () => BrokerServer.StartAsync(options, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System));
            Assert.DoesNotContain('\n', error.Message);
        }

        await AssertServesAsync(broker);
        Assert.False(Directory.Exists(samePort.DataDirectory));
    }

    private static async Task AssertServesAsync(TestBroker broker)
    {
        using WireClient canary = await broker.ConnectAsync();
        MetadataResponse response = await canary.CallAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, 12);
        Assert.Single(response.Brokers);
    }
}
