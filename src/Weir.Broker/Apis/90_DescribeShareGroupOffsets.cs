using Weir.Broker.Groups;
using Weir.Broker.Share;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// DescribeShareGroupOffsets, versions 0 to 1 (KIP-932): where share groups stand in their partitions, -1 where they have not begun; from v1 with the lag, the records
/// that are still to be done (KIP-1226). Without topics all are described that the group keeps delivery states of.
/// A group or topic that does not exist has not begun either.
/// </summary>
internal sealed class DescribeShareGroupOffsetsHandler(BrokerServices services, GroupCoordinator groups, SharePartitions partitions)
    : ApiHandler<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse>(0, 1)
{
    private const long None = -1;

    protected override ValueTask<DescribeShareGroupOffsetsResponse?> HandleAsync(DescribeShareGroupOffsetsRequest request, RequestContext context) =>
        new(new DescribeShareGroupOffsetsResponse { Groups = request.Groups.ConvertAll(Describe) });

    private DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseGroup Describe(DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestGroup wanted)
    {
        List<(string Name, IReadOnlyList<int> Partitions)> known = [];
        bool isShare = groups.ReadShare(
            wanted.GroupId,
            group => known.AddRange(group.Initialized.Values.Select(topic => (topic.Name, topic.Partitions)).OrderBy(topic => topic.Name, StringComparer.Ordinal)),
            out bool exists);
        if (exists && !isShare)
        {
            return new() { GroupId = wanted.GroupId, ErrorCode = ErrorCode.GroupIdNotFound, ErrorMessage = $"Group {wanted.GroupId} is not a share group." };
        }

        IEnumerable<(string Name, IReadOnlyList<int> Partitions)> topics = wanted.Topics?.Select(topic => (topic.TopicName, (IReadOnlyList<int>)topic.Partitions)) ?? known;
        return new()
        {
            GroupId = wanted.GroupId,
            Topics = [.. topics.Select(topic => Describe(wanted.GroupId, topic.Name, topic.Partitions))],
        };
    }

    private DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseTopic Describe(string groupId, string name, IReadOnlyList<int> indexes)
    {
        services.Topics.TryGet(name, out Topic? topic);
        return new() { TopicName = name, TopicId = topic?.Id ?? Guid.Empty, Partitions = [.. indexes.Select(index => topic is null ? NotBegun(index) : Describe(groupId, topic, index))] };
    }

    private static DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponsePartition NotBegun(int index) => new() { PartitionIndex = index, StartOffset = None };

    private DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponsePartition Describe(string groupId, Topic topic, int index)
    {
        DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponsePartition answer = NotBegun(index);
        if (topic.TryGetPartition(index, out Partition? partition) && partitions.TryGet(new SharePartitionKey(groupId, topic.Id, index), out SharePartitionCell? cell))
        {
            cell.TryRun(machine =>
            {
                if (machine.IsInitialized)
                {
                    machine.Align(partition.Log.LogStartOffset, partition.Log.LogEndOffset);
                    answer.StartOffset = machine.Window.Start;
                    answer.LeaderEpoch = machine.LeaderEpoch;
                    answer.Lag = Math.Max(0, partition.Log.HighWatermark - machine.Window.Start - machine.Window.Done);
                }
            });
        }

        return answer;
    }

    protected override DescribeShareGroupOffsetsResponse? ErrorResponse(DescribeShareGroupOffsetsRequest request, short version, ErrorCode error) => new()
    {
        Groups = request.Groups.ConvertAll(group => new DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseGroup { GroupId = group.GroupId, ErrorCode = error }),
    };
}
