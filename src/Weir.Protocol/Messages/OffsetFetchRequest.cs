namespace Weir.Protocol.Messages;

/// <summary>OffsetFetch request (API key 9), versions 1 to 10.</summary>
[Message(ApiKey.OffsetFetch, MessageKind.Request, 1, 10, FlexibleFrom = 6)]
public sealed partial class OffsetFetchRequest
{
    [Field(Until = 7)]
    public string GroupId { get; set; } = "";

    [Field(Until = 7, NullableSince = 2)]
    public List<OffsetFetchRequestTopic>? Topics { get; set; } = [];

    [Field(Since = 8)]
    public List<OffsetFetchRequestGroup> Groups { get; set; } = [];

    [Field(Since = 7)]
    public bool RequireStable { get; set; }

    public sealed partial class OffsetFetchRequestTopic
    {
        public string Name { get; set; } = "";

        public List<int> PartitionIndexes { get; set; } = [];
    }

    public sealed partial class OffsetFetchRequestGroup
    {
        public string GroupId { get; set; } = "";

        [Field(Since = 9)]
        public string? MemberId { get; set; }

        [Field(Since = 9)]
        public int MemberEpoch { get; set; } = -1;

        public List<OffsetFetchRequestTopics>? Topics { get; set; } = [];
    }

    public sealed partial class OffsetFetchRequestTopics
    {
        [Field(Until = 9)]
        public string Name { get; set; } = "";

        [Field(Since = 10)]
        public Guid TopicId { get; set; }

        public List<int> PartitionIndexes { get; set; } = [];
    }
}
