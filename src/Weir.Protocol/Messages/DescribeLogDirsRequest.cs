namespace Weir.Protocol.Messages;

/// <summary>DescribeLogDirs request (API key 35), versions 1 to 5.</summary>
[Message(ApiKey.DescribeLogDirs, MessageKind.Request, 1, 5, FlexibleFrom = 2)]
public sealed partial class DescribeLogDirsRequest
{
    public List<DescribableLogDirTopic>? Topics { get; set; } = [];

    public sealed partial class DescribableLogDirTopic
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
