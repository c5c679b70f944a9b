using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Client.Producing;

/// <summary>One produce request with its batches, and what the broker answers to each.</summary>
/// <remarks>Thread model: made and sent by the sender's drain, ended once by the connection.</remarks>
internal sealed class ProduceCall(BrokerSender sender, List<ProducerBatch> batches, ClusterSnapshot snapshot, short version)
    : PendingRequest(ApiKey.Produce, version, HeaderVersions.OfResponse(ApiKey.Produce, version, ProduceResponse.FlexibleFrom)), IOneWayRequest
{
    // A batch that has been answered for leaves its place empty.
    private readonly List<ProducerBatch?> _batches = [.. batches];
    private readonly ProduceRequest _request = new()
    {
        TransactionalId = sender.Options.TransactionalId,
        Acks = (short)sender.Options.Acks,
        TimeoutMs = (int)sender.Options.RequestTimeout.TotalMilliseconds,
    };

    public void Send(BrokerConnection connection)
    {
        foreach (ProducerBatch? batch in _batches)
        {
            TopicOf(batch!.Queue.Topic).PartitionData.Add(
                new ProduceRequest.PartitionProduceData { Index = batch.Queue.Partition, Records = batch.Encoded });
        }

        if (sender.Options.Acks == Acks.None)
        {
            connection.PostOneWay(_request, Version, this);
        }
        else
        {
            connection.Post(_request, this);
        }
    }

    public override void OnResponse(ref ResponseFrame frame, int bodyStart)
    {
        var reader = new ProtocolReader(frame.Bytes[bodyStart..]);
        var response = new ProduceResponse();
        response.Read(ref reader, Version);

        int next = 0;
        foreach (ProduceResponse.TopicProduceResponse topic in response.Responses)
        {
            string? name = Version >= ProduceVersions.FirstById ? _request.TopicData.Find(sent => sent.TopicId == topic.TopicId)?.Name : topic.Name;
            foreach (ProduceResponse.PartitionProduceResponse partition in topic.PartitionResponses)
            {
                if (TakeBatch(name, partition.Index, ref next) is { } batch)
                {
                    Settle(batch, partition);
                }
            }
        }

        FailRest(ErrorCode.UnknownServerError, "The broker's answer to a produce request leaves a partition out.");
        sender.OnCallEnded();
    }

    public override void OnFailure(KafkaException error)
    {
        FailRest(ErrorCode.NetworkException, error.Message);
        sender.OnCallEnded();
    }

    void IOneWayRequest.OnSent(bool sent)
    {
        foreach (ProducerBatch? batch in _batches)
        {
            sender.Accumulator.Finish(batch!, -1, -1, sent ? null : new KafkaException(
                ErrorCode.NetworkException, $"The connection was lost before {batch!.Builder.RecordCount} records for {batch.Queue.Topic}-{batch.Queue.Partition} had left (acks=0)."));
        }

        sender.OnCallEnded();
    }

    private ProduceRequest.TopicProduceData TopicOf(string topic)
    {
        ProduceRequest.TopicProduceData? data = _request.TopicData.Count > 0 ? _request.TopicData[^1] : null;
        if (data?.Name != topic)
        {
            data = _request.TopicData.Find(sent => sent.Name == topic);
        }

        if (data is null)
        {
            data = new ProduceRequest.TopicProduceData { Name = topic, TopicId = snapshot.Topic(topic)?.TopicId ?? Guid.Empty };
            _request.TopicData.Add(data);
        }

        return data;
    }

    /// <summary>Brokers usually answer in the order of the request; if not, the batch is searched for.</summary>
    private ProducerBatch? TakeBatch(string? topic, int partition, ref int next)
    {
        for (int i = 0; i < _batches.Count; i++)
        {
            int index = (next + i) % _batches.Count;
            if (_batches[index] is { } batch && batch.Queue.Partition == partition && batch.Queue.Topic == topic)
            {
                _batches[index] = null;
                next = index + 1;
                return batch;
            }
        }

        return null;
    }

    private void FailRest(ErrorCode code, string message)
    {
        foreach (ProducerBatch? batch in _batches)
        {
            if (batch is not null)
            {
                Settle(batch, new ProduceResponse.PartitionProduceResponse { ErrorCode = code, ErrorMessage = message });
            }
        }

        _batches.Clear();
    }

    private void Settle(ProducerBatch batch, ProduceResponse.PartitionProduceResponse answer)
    {
        switch (answer.ErrorCode)
        {
            case ErrorCode.None:
                sender.Accumulator.Finish(batch, answer.BaseOffset, answer.LogAppendTimeMs, null);
                break;
            case ErrorCode.DuplicateSequenceNumber:
                // Stored by an earlier attempt; the offset is not known any more.
                sender.Accumulator.Finish(batch, -1, -1, null);
                break;
            default:
                BatchRetries.RetryOrFail(sender, batch, answer);
                break;
        }
    }
}
