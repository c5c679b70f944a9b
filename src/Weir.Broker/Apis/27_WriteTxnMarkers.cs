using Weir.Broker.Groups;
using Weir.Broker.Transactions;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>
/// WriteTxnMarkers, versions 1 and 2: between brokers, and how an administrator ends a transaction that hangs in a partition (KIP-664). The marker
/// is durable when it is answered. INVALID_PRODUCER_EPOCH and TRANSACTION_COORDINATOR_FENCED when a newer epoch has been there; where the transaction is said
/// to be of transactions V2, whose end raises the epoch, the epoch of an open one is too old as well (KIP-1228).
/// </summary>
internal sealed class WriteTxnMarkersHandler(BrokerServices services, MarkerWriter writer, GroupCoordinator groups)
    : ApiHandler<WriteTxnMarkersRequest, WriteTxnMarkersResponse>(1, 2)
{
    private const sbyte FirstTransactionVersionThatRaisesEpoch = 2;

    protected override async ValueTask<WriteTxnMarkersResponse?> HandleAsync(WriteTxnMarkersRequest request, RequestContext context)
    {
        var response = new WriteTxnMarkersResponse();
        foreach (WriteTxnMarkersRequest.WritableTxnMarker marker in request.Markers)
        {
            var result = new WriteTxnMarkersResponse.WritableTxnMarkerResult { ProducerId = marker.ProducerId };
            response.Markers.Add(result);
            foreach (WriteTxnMarkersRequest.WritableTxnMarkerTopic topic in marker.Topics)
            {
                var topicResult = new WriteTxnMarkersResponse.WritableTxnMarkerTopicResult { Name = topic.Name };
                result.Topics.Add(topicResult);
                foreach (int index in topic.PartitionIndexes)
                {
                    topicResult.Partitions.Add(new() { PartitionIndex = index, ErrorCode = await WriteAsync(topic.Name, index, marker) });
                }
            }
        }

        return response;
    }

    private async ValueTask<ErrorCode> WriteAsync(string topic, int index, WriteTxnMarkersRequest.WritableTxnMarker marker)
    {
        if (!services.Topics.TryGetPartition(topic, index, out Partition? partition))
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        if (marker.TransactionVersion >= FirstTransactionVersionThatRaisesEpoch
            && partition.Log.FindProducer(marker.ProducerId) is { HasOpenTransaction: true } producer && marker.ProducerEpoch <= producer.Epoch)
        {
            return ErrorCode.InvalidProducerEpoch;
        }

        AppendOutcome outcome = writer.Append(partition, marker.ProducerId, marker.ProducerEpoch, new TransactionMarker(marker.TransactionResult, marker.CoordinatorEpoch));
        ErrorCode error = outcome.Error == ErrorCode.None ? await partition.Log.FlushedAsync(outcome.NextOffset) : outcome.Error;
        if (error == ErrorCode.None && topic == Topic.OffsetsTopicName)
        {
            groups.CompleteTransaction(index, marker.ProducerId, marker.TransactionResult);
        }

        return error;
    }

    protected override WriteTxnMarkersResponse? ErrorResponse(WriteTxnMarkersRequest request, short version, ErrorCode error) => new()
    {
        Markers = request.Markers.ConvertAll(marker => new WriteTxnMarkersResponse.WritableTxnMarkerResult
        {
            ProducerId = marker.ProducerId,
            Topics = marker.Topics.ConvertAll(topic => new WriteTxnMarkersResponse.WritableTxnMarkerTopicResult
            {
                Name = topic.Name,
                Partitions = topic.PartitionIndexes.ConvertAll(index => new WriteTxnMarkersResponse.WritableTxnMarkerPartitionResult { PartitionIndex = index, ErrorCode = error }),
            }),
        }),
    };
}
