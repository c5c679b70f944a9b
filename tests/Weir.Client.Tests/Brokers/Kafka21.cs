using Weir.Protocol;

namespace Weir.Client.Tests.Brokers;

/// <summary>The versions that Apache Kafka 2.1, the oldest release this client promises to work with, serves of each API.</summary>
internal static class Kafka21
{
    /// <summary>Highest versions; the lowest was 0 everywhere.</summary>
    public static readonly IReadOnlyDictionary<ApiKey, short> Versions = new Dictionary<ApiKey, short>
    {
        [ApiKey.Produce] = 7,
        [ApiKey.Fetch] = 10,
        [ApiKey.ListOffsets] = 4,
        [ApiKey.Metadata] = 7,
        [ApiKey.OffsetCommit] = 6,
        [ApiKey.OffsetFetch] = 5,
        [ApiKey.FindCoordinator] = 2,
        [ApiKey.JoinGroup] = 3,
        [ApiKey.Heartbeat] = 2,
        [ApiKey.LeaveGroup] = 2,
        [ApiKey.SyncGroup] = 2,
        [ApiKey.DescribeGroups] = 2,
        [ApiKey.ListGroups] = 2,
        [ApiKey.ApiVersions] = 2,
        [ApiKey.CreateTopics] = 3,
        [ApiKey.DeleteTopics] = 3,
        [ApiKey.DeleteRecords] = 1,
        [ApiKey.InitProducerId] = 1,
        [ApiKey.OffsetForLeaderEpoch] = 2,
        [ApiKey.AddPartitionsToTxn] = 1,
        [ApiKey.AddOffsetsToTxn] = 1,
        [ApiKey.EndTxn] = 1,
        [ApiKey.TxnOffsetCommit] = 2,
        [ApiKey.DescribeConfigs] = 2,
        [ApiKey.AlterConfigs] = 1,
        [ApiKey.CreatePartitions] = 1,
        [ApiKey.DeleteGroups] = 1,
    };
}
