namespace Weir.Protocol.Tests.Messages;

/// <summary>Every declaration at every version: what is written is read back, and written again as the same bytes.</summary>
public sealed class RoundTripTests
{
    private const int InstancesPerVersion = 25;

    public static TheoryData<string> Names => MessageType.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_after_write_gives_the_same_fields_and_bytes(string name)
    {
        MessageType type = MessageType.Named(name);
        var random = new Random(name.Length);
        foreach (short version in type.Versions)
        {
            for (int i = 0; i < InstancesPerVersion; i++)
            {
                IProtocolStructure original = type.Random(random, version);
                byte[] bytes = MessageBytes.Write(original, version);
                IProtocolStructure copy = type.Create();

                Assert.Equal(0, MessageBytes.Read(copy, bytes, version));

                MessageBytes.AssertSame(original, copy, $"{name} v{version}");
                Assert.Equal(bytes, MessageBytes.Write(copy, version));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_into_a_used_instance_leaves_nothing_of_the_former_content(string name)
    {
        MessageType type = MessageType.Named(name);
        var random = new Random(name.Length);
        foreach (short version in type.Versions)
        {
            IProtocolStructure original = type.Random(random, version);
            IProtocolStructure used = type.Random(random, type.Versions.ElementAt(random.Next(type.Highest - type.Lowest + 1)));

            MessageBytes.Read(used, MessageBytes.Write(original, version), version);

            MessageBytes.AssertSame(original, used, $"{name} v{version}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_operation_at_an_unknown_version_is_refused(string name)
    {
        MessageType type = MessageType.Named(name);
        foreach (short version in new[] { (short)(type.Lowest - 1), (short)(type.Highest + 1), short.MinValue, short.MaxValue })
        {
            IProtocolStructure message = type.Create();
            ProtocolException refused = Assert.Throws<ProtocolException>(() => MessageBytes.Write(message, version));
            Assert.Equal($"{name} has no version {version}: versions {type.Lowest} to {type.Highest} are known.", refused.Message);
            Assert.Throws<ProtocolException>(() => MessageBytes.Read(message, new byte[64], version));
        }
    }

    [Fact]
    public void Declarations_of_a_request_have_a_response_with_the_same_versions()
    {
        foreach (MessageType request in MessageType.All.Where(type => type.IsApiMessage && type.Name.EndsWith("Request", StringComparison.Ordinal)))
        {
            MessageType response = MessageType.Named(request.Name.Replace("Request", "Response", StringComparison.Ordinal));

            Assert.Equal(
                (request.Lowest, request.Highest, request.FlexibleFrom, request.Static<ApiKey>("ApiKey"), MessageKind.Request),
                (response.Lowest, response.Highest, response.FlexibleFrom, response.Static<ApiKey>("ApiKey"), request.Static<MessageKind>("Kind")));
            Assert.Equal(MessageKind.Response, response.Static<MessageKind>("Kind"));
        }
    }
}
