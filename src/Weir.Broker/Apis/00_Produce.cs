using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>
/// Produce, versions 3 to 13. Batches are appended straight from the receive buffer before the handler first waits. acks=1 is
/// answered from the page cache, acks=all once the batches are stored (<c>weir.durability</c>) or after <c>timeout_ms</c> with
/// REQUEST_TIMED_OUT, acks=0 never: an error then ends the connection. v8 adds errors by record (KIP-467), v10 the current leader, v13 topic ids (KIP-516).
/// </summary>
internal sealed class ProduceHandler(BrokerServices services, PartitionAppender appender, ProduceDeadlines deadlines, CompletionQueue completions)
    : ApiHandler<ProduceRequest, ProduceResponse>(3, 13)
{
    private const short FirstVersionWithTopicIds = 13;
    private const string AdminClientId = "__admin_client";

    public override bool AllowsPipelining => true;

    protected override ValueTask<ProduceResponse?> HandleAsync(ProduceRequest request, RequestContext context)
    {
        var response = new ProduceResponse { Responses = new List<ProduceResponse.TopicProduceResponse>(request.TopicData.Count) };
        ProduceWait? wait = null;
        bool anyError = false;
        foreach (ProduceRequest.TopicProduceData data in request.TopicData)
        {
            ErrorCode topicError = Resolve(data, context, out Topic? topic);
            var answers = new ProduceResponse.TopicProduceResponse
            {
                Name = data.Name,
                TopicId = data.TopicId,
                PartitionResponses = new List<ProduceResponse.PartitionProduceResponse>(data.PartitionData.Count),
            };
            response.Responses.Add(answers);
            foreach (ProduceRequest.PartitionProduceData batch in data.PartitionData)
            {
                ProduceResponse.PartitionProduceResponse answer = topicError == ErrorCode.None
                    ? Append(topic!, batch, request, context, response, ref wait)
                    : Refuse(batch.Index, topicError);
                answers.PartitionResponses.Add(answer);
                anyError |= answer.ErrorCode != ErrorCode.None;
            }
        }

        if (request.Acks == 0)
        {
            if (anyError)
            {
                context.CloseConnection("a produce with acks=0 failed, and closing is the only way to say so");
            }

            return default;
        }

        return wait is null ? new ValueTask<ProduceResponse?>(response) : wait.WaitAsync();
    }

    private ErrorCode Resolve(ProduceRequest.TopicProduceData data, RequestContext context, out Topic? topic)
    {
        topic = null;
        if (context.ApiVersion >= FirstVersionWithTopicIds)
        {
            if (!services.Topics.TryGet(data.TopicId, out topic))
            {
                return ErrorCode.UnknownTopicId;
            }
        }
        else if (!services.Topics.TryGet(data.Name, out topic))
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        return topic.IsInternal && context.ClientId != AdminClientId ? ErrorCode.InvalidTopicException : ErrorCode.None;
    }

    private ProduceResponse.PartitionProduceResponse Append(
        Topic topic, ProduceRequest.PartitionProduceData batch, ProduceRequest request, RequestContext context, ProduceResponse response, ref ProduceWait? wait)
    {
        if (!topic.TryGetPartition(batch.Index, out Partition? partition))
        {
            return Refuse(batch.Index, ErrorCode.UnknownTopicOrPartition);
        }

        if (request.Acks is < -1 or > 1)
        {
            return Refuse(batch.Index, ErrorCode.InvalidRequiredAcks);
        }

        AppendOutcome outcome = appender.Append(partition, batch.Records ?? default, context.ApiVersion, request.TransactionalId, out IReadOnlyList<RecordError> recordErrors);
        var answer = new ProduceResponse.PartitionProduceResponse
        {
            Index = batch.Index,
            ErrorCode = outcome.Error,
            ErrorMessage = outcome.ErrorMessage,
            BaseOffset = outcome.BaseOffset,
            LogAppendTimeMs = outcome.LogAppendTime,
            LogStartOffset = outcome.LogStartOffset,
        };
        foreach (RecordError error in recordErrors)
        {
            answer.RecordErrors.Add(new() { BatchIndex = error.BatchIndex, BatchIndexErrorMessage = error.Message });
        }

        if (outcome.Error == ErrorCode.None && (request.Acks == PartitionAppender.AcksAll || (outcome.MustFlush && request.Acks != 0)) && !partition.Log.IsFlushed(outcome.NextOffset))
        {
            wait ??= new ProduceWait(response, request.TimeoutMs, deadlines, completions);
            wait.Add(partition.Log, outcome.NextOffset, answer);
        }

        return answer;
    }

    private static ProduceResponse.PartitionProduceResponse Refuse(int index, ErrorCode error) =>
        new() { Index = index, ErrorCode = error, BaseOffset = -1 };

    protected override ProduceResponse? ErrorResponse(ProduceRequest request, short version, ErrorCode error) => request.Acks == 0 ? null : new()
    {
        Responses = request.TopicData.ConvertAll(topic => new ProduceResponse.TopicProduceResponse
        {
            Name = topic.Name,
            TopicId = topic.TopicId,
            PartitionResponses = topic.PartitionData.ConvertAll(partition => Refuse(partition.Index, error)),
        }),
    };
}
