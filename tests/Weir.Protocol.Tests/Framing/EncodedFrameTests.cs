using System.Buffers.Binary;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;
using Weir.Protocol.Tests.Messages;

namespace Weir.Protocol.Tests.Framing;

public sealed class EncodedFrameTests
{
    [Fact]
    public void ForRequest_puts_length_and_flexible_header_in_front()
    {
        using EncodedFrame frame = EncodedFrame.ForRequest(new ApiVersionsRequest { ClientSoftwareName = "w", ClientSoftwareVersion = "1" }, 3, 7, "c");

        Assert.Equal("0000001100120003000000070001630002770231" + "00", Convert.ToHexString(Content(frame)));
    }

    [Fact]
    public void ForResponse_of_ApiVersions_keeps_the_plain_header()
    {
        using EncodedFrame versions = EncodedFrame.ForResponse(new ApiVersionsResponse(), 3, 7);
        using EncodedFrame metadata = EncodedFrame.ForResponse(new HeartbeatResponse(), 4, 7);

        Assert.Equal("0000000C" + "00000007" + "00000100000000" + "00", Convert.ToHexString(Content(versions)));
        Assert.Equal("0000000C" + "00000007" + "00" + "000000000000" + "00", Convert.ToHexString(Content(metadata)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(13)]
    public void AppendTo_with_large_records_gives_the_bytes_of_a_copy(short version)
    {
        FetchResponse response = WithRecords(5000, 10, 1024, 0, 70000);
        using EncodedFrame frame = EncodedFrame.ForResponse(response, version, 1);
        List<ArraySegment<byte>> pieces = [];
        frame.AppendTo(pieces);
        byte[] content = Content(frame);

        byte[] message = MessageBytes.Write(response, version);
        Assert.Equal(message, content[^message.Length..]);
        Assert.Equal(content.Length - 4, BinaryPrimitives.ReadInt32BigEndian(content));
        Assert.Equal(3, pieces.Count(piece => piece.Array is { Length: 5000 or 1024 or 70000 }));
    }

    [Fact]
    public void AppendTo_with_records_outside_an_array_copies_them()
    {
        byte[] expected = new byte[2000];
        Random.Shared.NextBytes(expected);
        using var memory = new UnmanagedBytes(expected);
        FetchResponse response = WithRecords(0);
        response.Responses[0].Partitions[0].Records = memory.Memory;
        using EncodedFrame frame = EncodedFrame.ForResponse(response, 4, 1);

        Assert.Equal(expected, Content(frame)[^2000..]);
    }

    private static FetchResponse WithRecords(params int[] lengths)
    {
        var topic = new FetchResponse.FetchableTopicResponse { Topic = "t" };
        foreach (int length in lengths)
        {
            byte[] records = new byte[length];
            Random.Shared.NextBytes(records);
            topic.Partitions.Add(new() { PartitionIndex = topic.Partitions.Count, Records = records });
        }

        return new FetchResponse { Responses = { topic } };
    }

    private static byte[] Content(EncodedFrame frame)
    {
        List<ArraySegment<byte>> pieces = [];
        frame.AppendTo(pieces);
        byte[] content = [.. pieces.SelectMany(piece => piece)];
        Assert.Equal(frame.Length, content.Length);
        return content;
    }
}
