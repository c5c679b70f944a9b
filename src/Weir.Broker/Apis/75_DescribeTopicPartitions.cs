using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// DescribeTopicPartitions, version 0 (KIP-966): topics sorted by name, in pages of partitions. No topics means all, from the cursor on;
/// of topics that are named, the cursor must be one.
/// Lists are never null: Java's admin client walks them.
/// </summary>
internal sealed class DescribeTopicPartitionsHandler(BrokerServices services)
    : ApiHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(0, 0)
{
    private readonly int _maxPartitions = services.Config.GetInt("max.request.partition.size.limit");

    protected override ValueTask<DescribeTopicPartitionsResponse?> HandleAsync(DescribeTopicPartitionsRequest request, RequestContext context)
    {
        if (request.Cursor is { } cursor && (cursor.PartitionIndex < 0 || (request.Topics.Count > 0 && !request.Topics.Exists(topic => topic.Name == cursor.TopicName))))
        {
            return new ValueTask<DescribeTopicPartitionsResponse?>(ErrorResponse(request, context.ApiVersion, ErrorCode.InvalidRequest));
        }

        var response = new DescribeTopicPartitionsResponse();
        int room = Math.Clamp(request.ResponsePartitionLimit, 1, _maxPartitions);
        foreach (string name in NamesFrom(request))
        {
            int first = name == request.Cursor?.TopicName ? request.Cursor.PartitionIndex : 0;
            if (room == 0)
            {
                response.NextCursor = new() { TopicName = name, PartitionIndex = first };
                break;
            }

            DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic described = Describe(name, Math.Max(first, 0), room, out int next);
            response.Topics.Add(described);
            room -= described.Partitions.Count;
            if (next >= 0)
            {
                response.NextCursor = new() { TopicName = name, PartitionIndex = next };
                break;
            }
        }

        return new ValueTask<DescribeTopicPartitionsResponse?>(response);
    }

    private IEnumerable<string> NamesFrom(DescribeTopicPartitionsRequest request)
    {
        IEnumerable<string> names = request.Topics.Count == 0
            ? services.Topics.All.Select(topic => topic.Name)
            : request.Topics.Select(topic => topic.Name).Distinct(StringComparer.Ordinal);
        string from = request.Cursor?.TopicName ?? string.Empty;
        return names.Where(name => string.CompareOrdinal(name, from) >= 0).Order(StringComparer.Ordinal);
    }

    private DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic Describe(string name, int first, int room, out int next)
    {
        next = -1;
        if (!services.Topics.TryGet(name, out Topic? topic))
        {
            ApiError illegal = TopicNames.Check(name);
            return new() { Name = name, ErrorCode = illegal.IsNone ? ErrorCode.UnknownTopicOrPartition : illegal.Code, TopicAuthorizedOperations = AuthorizedOperations.AllOnTopic };
        }

        IReadOnlyList<Partition> partitions = topic.Partitions;
        var described = new DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic
        {
            Name = name,
            TopicId = topic.Id,
            IsInternal = topic.IsInternal,
            TopicAuthorizedOperations = AuthorizedOperations.AllOnTopic,
        };
        int end = (int)Math.Min((long)first + room, partitions.Count);
        for (int index = first; index < end; index++)
        {
            described.Partitions.Add(new()
            {
                PartitionIndex = index,
                LeaderId = services.NodeId,
                LeaderEpoch = partitions[index].LeaderEpoch,
                ReplicaNodes = [services.NodeId],
                IsrNodes = [services.NodeId],
                EligibleLeaderReplicas = [],
                LastKnownElr = [],
            });
        }

        next = end < partitions.Count ? end : -1;
        return described;
    }

    protected override DescribeTopicPartitionsResponse ErrorResponse(DescribeTopicPartitionsRequest request, short version, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic { Name = topic.Name, ErrorCode = error }),
    };
}
