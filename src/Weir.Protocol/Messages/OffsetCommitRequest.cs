namespace Weir.Protocol.Messages;

/// <summary>OffsetCommit request (API key 8), versions 2 to 10.</summary>
[Message(ApiKey.OffsetCommit, MessageKind.Request, 2, 10, FlexibleFrom = 8)]
public sealed partial class OffsetCommitRequest
{
    public string GroupId { get; set; } = "";

    public int GenerationIdOrMemberEpoch { get; set; } = -1;

    public string MemberId { get; set; } = "";

    [Field(Since = 7)]
    public string? GroupInstanceId { get; set; }

    [Field(Until = 4)]
    public long RetentionTimeMs { get; set; } = -1;

    public List<OffsetCommitRequestTopic> Topics { get; set; } = [];

    public sealed partial class OffsetCommitRequestTopic
    {
        [Field(Until = 9)]
        public string Name { get; set; } = "";

        [Field(Since = 10)]
        public Guid TopicId { get; set; }

        public List<OffsetCommitRequestPartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetCommitRequestPartition
    {
        public int PartitionIndex { get; set; }

        public long CommittedOffset { get; set; }

        [Field(Since = 6)]
        public int CommittedLeaderEpoch { get; set; } = -1;

        public string? CommittedMetadata { get; set; } = "";
    }
}
