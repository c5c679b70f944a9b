namespace Weir.Protocol.Messages;

/// <summary>DescribeLogDirs response (API key 35), versions 1 to 5.</summary>
[Message(ApiKey.DescribeLogDirs, MessageKind.Response, 1, 5, FlexibleFrom = 2)]
public sealed partial class DescribeLogDirsResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 3)]
    public ErrorCode ErrorCode { get; set; }

    public List<DescribeLogDirsResult> Results { get; set; } = [];

    public sealed partial class DescribeLogDirsResult
    {
        public ErrorCode ErrorCode { get; set; }

        public string LogDir { get; set; } = "";

        public List<DescribeLogDirsTopic> Topics { get; set; } = [];

        [Field(Since = 4)]
        public long TotalBytes { get; set; } = -1;

        [Field(Since = 4)]
        public long UsableBytes { get; set; } = -1;

        [Field(Since = 5)]
        public bool IsCordoned { get; set; }
    }

    public sealed partial class DescribeLogDirsTopic
    {
        public string Name { get; set; } = "";

        public List<DescribeLogDirsPartition> Partitions { get; set; } = [];
    }

    public sealed partial class DescribeLogDirsPartition
    {
        public int PartitionIndex { get; set; }

        public long PartitionSize { get; set; }

        public long OffsetLag { get; set; }

        public bool IsFutureKey { get; set; }
    }
}
