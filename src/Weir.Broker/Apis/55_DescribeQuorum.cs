using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// DescribeQuorum, versions 0 to 2 (KIP-595, KIP-836, KIP-853): the quorum of the metadata log, of which this node is leader and only voter. Its end point is
/// the listener the request came by, as there is none for controllers alone.
/// </summary>
internal sealed class DescribeQuorumHandler(BrokerServices services) : ApiHandler<DescribeQuorumRequest, DescribeQuorumResponse>(0, 2)
{
    protected override ValueTask<DescribeQuorumResponse?> HandleAsync(DescribeQuorumRequest request, RequestContext context)
    {
        var response = new DescribeQuorumResponse
        {
            ErrorMessage = null,
            Topics = request.Topics.ConvertAll(topic => new DescribeQuorumResponse.TopicData
            {
                TopicName = topic.TopicName,
                Partitions = topic.Partitions.ConvertAll(partition => Describe(topic.TopicName, partition.PartitionIndex)),
            }),
            Nodes =
            [
                new()
                {
                    NodeId = services.NodeId,
                    Listeners = [new() { Name = context.Connection.Listener.Name, Host = context.Advertised.Host, Port = (ushort)context.Advertised.Port }],
                },
            ],
        };
        return new ValueTask<DescribeQuorumResponse?>(response);
    }

    private DescribeQuorumResponse.PartitionData Describe(string topic, int partition)
    {
        if (topic != MetadataLog.TopicName || partition != 0)
        {
            return new() { PartitionIndex = partition, ErrorCode = ErrorCode.UnknownTopicOrPartition, ErrorMessage = $"Only {MetadataLog.TopicName}-0 has a quorum." };
        }

        long now = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return new()
        {
            ErrorMessage = null,
            LeaderId = services.NodeId,
            LeaderEpoch = services.Controller.Epoch,
            HighWatermark = services.Controller.HighWatermark,
            CurrentVoters =
            [
                new()
                {
                    ReplicaId = services.NodeId,
                    ReplicaDirectoryId = services.Logs.DirectoryId,
                    LogEndOffset = services.Controller.LastOffset + 1,
                    LastFetchTimestamp = now,
                    LastCaughtUpTimestamp = now,
                },
            ],
        };
    }
}
