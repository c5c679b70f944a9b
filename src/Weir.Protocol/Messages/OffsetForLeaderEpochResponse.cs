namespace Weir.Protocol.Messages;

/// <summary>OffsetForLeaderEpoch response (API key 23), versions 2 to 4.</summary>
[Message(ApiKey.OffsetForLeaderEpoch, MessageKind.Response, 2, 4, FlexibleFrom = 4)]
public sealed partial class OffsetForLeaderEpochResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<OffsetForLeaderTopicResult> Topics { get; set; } = [];

    public sealed partial class OffsetForLeaderTopicResult
    {
        public string Topic { get; set; } = "";

        public List<EpochEndOffset> Partitions { get; set; } = [];
    }

    public sealed partial class EpochEndOffset
    {
        public ErrorCode ErrorCode { get; set; }

        public int Partition { get; set; }

        public int LeaderEpoch { get; set; } = -1;

        public long EndOffset { get; set; } = -1;
    }
}
