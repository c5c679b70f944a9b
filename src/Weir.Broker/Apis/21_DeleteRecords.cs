using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// DeleteRecords, versions 0 to 2 (KIP-107): moves the log start up to an offset, -1 being the high watermark, and answers with the
/// new low watermark. Topics that are only compacted refuse it. What was appended before can be deleted: it is stored first. The new log starts are on disk before they are answered.
/// </summary>
internal sealed class DeleteRecordsHandler(BrokerServices services) : ApiHandler<DeleteRecordsRequest, DeleteRecordsResponse>(0, 2)
{
    private const long UpToHighWatermark = -1;

    protected override async ValueTask<DeleteRecordsResponse?> HandleAsync(DeleteRecordsRequest request, RequestContext context)
    {
        await StoredEnds.WhenStored(Logs(request), request.TimeoutMs, services.Time);
        var response = new DeleteRecordsResponse();
        foreach (DeleteRecordsRequest.DeleteRecordsTopic topic in request.Topics)
        {
            var results = new DeleteRecordsResponse.DeleteRecordsTopicResult { Name = topic.Name };
            response.Topics.Add(results);
            foreach (DeleteRecordsRequest.DeleteRecordsPartition wanted in topic.Partitions)
            {
                results.Partitions.Add(Delete(topic.Name, wanted));
            }
        }

        if (response.Topics.Any(topic => topic.Partitions.Any(result => result.ErrorCode == ErrorCode.None)))
        {
            services.Logs.CheckpointLogStartOffsets();
        }

        return response;
    }

    private IEnumerable<PartitionLog> Logs(DeleteRecordsRequest request)
    {
        foreach (DeleteRecordsRequest.DeleteRecordsTopic topic in request.Topics)
        {
            foreach (DeleteRecordsRequest.DeleteRecordsPartition wanted in topic.Partitions)
            {
                if (services.Topics.TryGetPartition(topic.Name, wanted.PartitionIndex, out Partition? partition))
                {
                    yield return partition.Log;
                }
            }
        }
    }

    private DeleteRecordsResponse.DeleteRecordsPartitionResult Delete(string topicName, DeleteRecordsRequest.DeleteRecordsPartition wanted)
    {
        var result = new DeleteRecordsResponse.DeleteRecordsPartitionResult { PartitionIndex = wanted.PartitionIndex, LowWatermark = -1 };
        if (!services.Topics.TryGetPartition(topicName, wanted.PartitionIndex, out Partition? partition))
        {
            result.ErrorCode = ErrorCode.UnknownTopicOrPartition;
        }
        else if (partition.Topic.IsInternal)
        {
            result.ErrorCode = ErrorCode.InvalidTopicException;
        }
        else if (!partition.Topic.Config.Log.CleanupDelete && partition.Topic.Config.IsCompacted)
        {
            result.ErrorCode = ErrorCode.PolicyViolation;
        }
        else
        {
            PartitionLog log = partition.Log;
            long offset = wanted.Offset == UpToHighWatermark ? log.HighWatermark : wanted.Offset;
            result.ErrorCode = offset < 0 ? ErrorCode.OffsetOutOfRange : log.AdvanceLogStart(offset);
            result.LowWatermark = result.ErrorCode == ErrorCode.None ? log.LogStartOffset : -1;
        }

        return result;
    }

    protected override DeleteRecordsResponse? ErrorResponse(DeleteRecordsRequest request, short version, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new DeleteRecordsResponse.DeleteRecordsTopicResult
        {
            Name = topic.Name,
            Partitions = topic.Partitions.ConvertAll(
                partition => new DeleteRecordsResponse.DeleteRecordsPartitionResult { PartitionIndex = partition.PartitionIndex, LowWatermark = -1, ErrorCode = error }),
        }),
    };
}
