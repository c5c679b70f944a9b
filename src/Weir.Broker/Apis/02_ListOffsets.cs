using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// ListOffsets, versions 1 to 11: the offset of a time, or of one of the special times: -1 latest, -2 earliest, -3 largest
/// timestamp (v7, KIP-734), -4 earliest local (v8, KIP-405), -5 latest tiered (v9, KIP-1005), -6 earliest pending upload (v11). Nothing is
/// tiered here: earliest local is earliest, the other two are unknown. A partition that is named twice gets INVALID_REQUEST. v2 adds the isolation level, v4 leader epochs.
/// What was appended before counts: the answer waits until it is stored.
/// </summary>
internal sealed class ListOffsetsHandler(BrokerServices services) : ApiHandler<ListOffsetsRequest, ListOffsetsResponse>(1, 11)
{
    private const sbyte ReadCommitted = 1;
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long EarliestLocal = -4;
    private const long LatestTiered = -5;
    private const long EarliestPendingUpload = -6;

    protected override async ValueTask<ListOffsetsResponse?> HandleAsync(ListOffsetsRequest request, RequestContext context)
    {
        await StoredEnds.WhenStored(SearchedLogs(request), request.TimeoutMs, services.Time);
        var response = new ListOffsetsResponse();
        foreach (ListOffsetsRequest.ListOffsetsTopic topic in request.Topics)
        {
            var answers = new ListOffsetsResponse.ListOffsetsTopicResponse { Name = topic.Name };
            response.Topics.Add(answers);
            foreach (IGrouping<int, ListOffsetsRequest.ListOffsetsPartition> same in topic.Partitions.GroupBy(partition => partition.PartitionIndex))
            {
                answers.Partitions.Add(same.Count() == 1
                    ? Answer(topic.Name, same.First(), readCommitted: request.IsolationLevel == ReadCommitted, context.ApiVersion)
                    : new() { PartitionIndex = same.Key, ErrorCode = ErrorCode.InvalidRequest });
            }
        }

        return response;
    }

    /// <summary>The logs whose end matters to the answer.</summary>
    private IEnumerable<PartitionLog> SearchedLogs(ListOffsetsRequest request)
    {
        foreach (ListOffsetsRequest.ListOffsetsTopic topic in request.Topics)
        {
            foreach (ListOffsetsRequest.ListOffsetsPartition wanted in topic.Partitions)
            {
                if (wanted.Timestamp is >= Latest or PartitionLog.MaxTimestamp && services.Topics.TryGetPartition(topic.Name, wanted.PartitionIndex, out Partition? partition))
                {
                    yield return partition.Log;
                }
            }
        }
    }

    private ListOffsetsResponse.ListOffsetsPartitionResponse Answer(string topic, ListOffsetsRequest.ListOffsetsPartition wanted, bool readCommitted, short version)
    {
        var answer = new ListOffsetsResponse.ListOffsetsPartitionResponse { PartitionIndex = wanted.PartitionIndex };
        if (!IsServed(wanted.Timestamp, version))
        {
            answer.ErrorCode = ErrorCode.UnsupportedVersion;
            return answer;
        }

        if (!services.Topics.TryGetPartition(topic, wanted.PartitionIndex, out Partition? partition))
        {
            answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
            return answer;
        }

        answer.ErrorCode = LeaderEpochs.Check(wanted.CurrentLeaderEpoch, partition.LeaderEpoch);
        if (answer.ErrorCode == ErrorCode.None)
        {
            try
            {
                Find(partition, wanted.Timestamp, readCommitted, answer);
            }
            catch (IOException)
            {
                answer.ErrorCode = ErrorCode.KafkaStorageError;
            }
        }

        return answer;
    }

    private static void Find(Partition partition, long timestamp, bool readCommitted, ListOffsetsResponse.ListOffsetsPartitionResponse answer)
    {
        PartitionLog log = partition.Log;
        long end = PartitionReader.ReadableEnd(partition, readCommitted);
        switch (timestamp)
        {
            case Latest:
                answer.Offset = end;
                answer.LeaderEpoch = partition.LeaderEpoch;
                break;
            case Earliest or EarliestLocal:
                answer.Offset = log.LogStartOffset;
                answer.LeaderEpoch = partition.LeaderEpoch;
                break;
            case LatestTiered or EarliestPendingUpload:
                break;
            default:
                if (log.OffsetForTimestamp(timestamp) is { } record && record.Offset < end)
                {
                    answer.Offset = record.Offset;
                    answer.Timestamp = record.Timestamp;
                    answer.LeaderEpoch = record.LeaderEpoch;
                }

                break;
        }
    }

    private static bool IsServed(long timestamp, short version) => timestamp switch
    {
        >= Earliest => true,
        PartitionLog.MaxTimestamp => version >= 7,
        EarliestLocal => version >= 8,
        LatestTiered => version >= 9,
        EarliestPendingUpload => version >= 11,
        _ => false,
    };

    protected override ListOffsetsResponse? ErrorResponse(ListOffsetsRequest request, short version, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new ListOffsetsResponse.ListOffsetsTopicResponse
        {
            Name = topic.Name,
            Partitions = topic.Partitions.ConvertAll(partition => new ListOffsetsResponse.ListOffsetsPartitionResponse { PartitionIndex = partition.PartitionIndex, ErrorCode = error }),
        }),
    };
}
