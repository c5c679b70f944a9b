using Weir.Protocol.Messages;

namespace Weir.Protocol.Tests.Messages;

public sealed class NullFieldTests
{
    [Fact]
    public void Write_of_null_before_the_version_that_allows_it_is_refused()
    {
        var request = new OffsetFetchRequest { Topics = null };

        ProtocolException refused = Assert.Throws<ProtocolException>(() => MessageBytes.Write(request, 1));

        Assert.Equal("OffsetFetchRequest.Topics is null, but version 1 does not allow null.", refused.Message);
        Assert.Equal([0, 0, 0xFF, 0xFF, 0xFF, 0xFF], MessageBytes.Write(request, 2));
    }

    [Fact]
    public void Read_of_null_before_the_version_that_allows_it_is_refused()
    {
        byte[] bytes = [0, 0, 0xFF, 0xFF, 0xFF, 0xFF];
        var request = new OffsetFetchRequest();

        Assert.Throws<ProtocolException>(() => MessageBytes.Read(request, bytes, 1));

        Assert.Equal(0, MessageBytes.Read(request, bytes, 2));
        Assert.Null(request.Topics);
    }

    [Fact]
    public void Write_of_a_null_in_a_required_field_is_refused()
    {
        Assert.Throws<ProtocolException>(() => MessageBytes.Write(new HeartbeatRequest { GroupId = null! }, 4));
        Assert.Throws<ProtocolException>(() => MessageBytes.Write(new FetchRequest { Topics = null! }, 13));
        Assert.Throws<ProtocolException>(() => MessageBytes.Write(new ConsumerProtocolSubscription { Topics = [null!] }, 0));
    }

    [Fact]
    public void Write_of_a_null_among_structures_is_refused()
    {
        ProtocolException refused = Assert.Throws<ProtocolException>(() => MessageBytes.Write(new FetchRequest { Topics = [null!] }, 13));

        Assert.Equal("FetchRequest.Topics is null, but version 13 does not allow null.", refused.Message);
    }

    [Fact]
    public void Write_of_a_nullable_structure_puts_a_marker_in_front()
    {
        var request = new DescribeTopicPartitionsRequest();
        Assert.Equal([1, 0, 0, 7, 0xD0, 0xFF, 0], MessageBytes.Write(request, 0));

        request.Cursor = new() { TopicName = "t", PartitionIndex = 2 };
        Assert.Equal([1, 0, 0, 7, 0xD0, 1, 2, (byte)'t', 0, 0, 0, 2, 0, 0], MessageBytes.Write(request, 0));
    }

    [Fact]
    public void Write_of_the_client_id_keeps_its_plain_encoding_in_the_flexible_header()
    {
        var header = new RequestHeader { RequestApiKey = 1, RequestApiVersion = 12, CorrelationId = 3, ClientId = "c" };

        Assert.Equal([0, 1, 0, 12, 0, 0, 0, 3, 0, 1, (byte)'c', 0], MessageBytes.Write(header, 2));
    }
}
