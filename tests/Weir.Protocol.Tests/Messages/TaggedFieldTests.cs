using Weir.Protocol.Messages;

namespace Weir.Protocol.Tests.Messages;

public sealed class TaggedFieldTests
{
    public static TheoryData<string> FlexibleNames => [.. MessageType.All.Where(type => type.FlexibleFrom <= type.Highest).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(FlexibleNames))]
    public void Read_of_a_structure_with_unknown_tagged_fields_skips_them(string name)
    {
        MessageType type = MessageType.Named(name);
        var random = new Random(name.Length);
        foreach (short version in type.Versions.Where(version => version >= type.FlexibleFrom))
        {
            IProtocolStructure original = type.Create();
            byte[] plain = MessageBytes.Write(original, version);
            Assert.Equal(0, plain[^1]);
            byte[] unknown = [.. plain[..^1], 2, 0xC8, 0x01, 3, 7, 7, 7, 0xC9, 0x01, 0];

            IProtocolStructure copy = type.Random(random, version);
            Assert.Equal(0, MessageBytes.Read(copy, unknown, version));

            MessageBytes.AssertSame(original, copy, $"{name} v{version}");
        }
    }

    [Fact]
    public void Write_with_several_tagged_fields_orders_them_by_tag_and_leaves_out_defaults()
    {
        var response = new ApiVersionsResponse
        {
            ZkMigrationReady = true,
            FinalizedFeaturesEpoch = 5,
        };

        byte[] bytes = MessageBytes.Write(response, 3);

        byte[] expected =
        [
            0, 0, // error code
            1, // no api keys
            0, 0, 0, 0, // throttle time
            2, // tagged fields
            1, 8, 0, 0, 0, 0, 0, 0, 0, 5, // finalized features epoch
            3, 1, 1, // migration ready
        ];
        Assert.Equal(expected, bytes);
    }

    [Fact]
    public void Read_of_a_tagged_field_longer_than_announced_is_refused()
    {
        byte[] bytes = [0, 0, 1, 0, 0, 0, 0, 1, 1, 7, 0, 0, 0, 0, 0, 0, 0, 5];

        ProtocolException refused = Assert.Throws<ProtocolException>(() => MessageBytes.Read(new ApiVersionsResponse(), bytes, 3));

        Assert.Equal("Tagged field 1 should end at byte 17 of the frame but its content ends at byte 18.", refused.Message);
    }

    [Fact]
    public void Read_of_a_tagged_field_shorter_than_announced_is_refused()
    {
        byte[] bytes = [0, 0, 1, 0, 0, 0, 0, 1, 1, 9, 0, 0, 0, 0, 0, 0, 0, 5, 0];

        Assert.Throws<ProtocolException>(() => MessageBytes.Read(new ApiVersionsResponse(), bytes, 3));
    }

    [Fact]
    public void Write_of_a_tagged_structure_that_equals_its_default_leaves_it_out()
    {
        var pristine = new FetchResponse.PartitionData();
        var sameValues = new FetchResponse.PartitionData { CurrentLeader = new() { LeaderId = -1, LeaderEpoch = -1 } };
        var differs = new FetchResponse.PartitionData { CurrentLeader = new() { LeaderId = 1, LeaderEpoch = -1 } };

        Assert.Equal(MessageBytes.Write(pristine, 16), MessageBytes.Write(sameValues, 16));
        Assert.Equal(MessageBytes.Write(pristine, 16).Length + 11, MessageBytes.Write(differs, 16).Length);
    }

    [Fact]
    public void Read_of_a_tag_that_a_later_version_knows_skips_it()
    {
        byte[] latest = MessageBytes.Write(new FetchRequest { ReplicaState = new() { ReplicaId = 4 } }, 15);
        byte[] earlier = MessageBytes.Write(new FetchRequest(), 14);
        byte[] withLaterTag = [.. earlier[..^1], .. latest[^16..]];
        var request = new FetchRequest();

        Assert.Equal(0, MessageBytes.Read(request, withLaterTag, 14));

        Assert.Equal(-1, request.ReplicaState.ReplicaId);
    }
}
