namespace Weir.Protocol.Messages;

/// <summary>CreatePartitions request (API key 37), versions 0 to 3.</summary>
[Message(ApiKey.CreatePartitions, MessageKind.Request, 0, 3, FlexibleFrom = 2)]
public sealed partial class CreatePartitionsRequest
{
    public List<CreatePartitionsTopic> Topics { get; set; } = [];

    public int TimeoutMs { get; set; }

    public bool ValidateOnly { get; set; }

    public sealed partial class CreatePartitionsTopic
    {
        public string Name { get; set; } = "";

        public int Count { get; set; }

        public List<CreatePartitionsAssignment>? Assignments { get; set; } = [];
    }

    public sealed partial class CreatePartitionsAssignment
    {
        public List<int> BrokerIds { get; set; } = [];
    }
}
