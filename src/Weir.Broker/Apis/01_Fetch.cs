using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// Fetch, versions 4 to 18: whole batches as they lie in the log, from the one that holds the offset (KIP-74). Waits up to
/// <c>max_wait_ms</c> for <c>min_bytes</c> over all partitions. v7 adds sessions (KIP-227), v9 fencing by leader epoch (KIP-320),
/// v12 the diverging epoch (KIP-595), v13 topic ids (KIP-516).
/// </summary>
internal sealed class FetchHandler(BrokerServices services, PartitionReader reader, FetchSessionCache sessions, CompletionQueue completions)
    : ApiHandler<FetchRequest, FetchResponse>(4, 18)
{
    private const short FirstVersionWithSessions = 7;

    private readonly int _maxBytes = services.Config.GetInt("fetch.max.bytes");

    protected override ValueTask<FetchResponse?> HandleAsync(FetchRequest request, RequestContext context)
    {
        ErrorCode error = FetchScope.Open(request, context.ApiVersion, sessions, out FetchScope scope);
        if (error != ErrorCode.None)
        {
            return new ValueTask<FetchResponse?>(new FetchResponse { ErrorCode = error });
        }

        var operation = new FetchOperation(scope, request, _maxBytes, reader, services.Buffers, context);
        return operation.MaxWait == TimeSpan.Zero || operation.IsReady()
            ? new ValueTask<FetchResponse?>(operation.Respond())
            : new FetchWait(operation, completions).WaitAsync(services.Time, context.ConnectionClosed);
    }

    protected override FetchResponse? ErrorResponse(FetchRequest request, short version, ErrorCode error) => new()
    {
        ErrorCode = error,
        Responses = version >= FirstVersionWithSessions ? [] : request.Topics.ConvertAll(topic => new FetchResponse.FetchableTopicResponse
        {
            Topic = topic.Topic,
            Partitions = topic.Partitions.ConvertAll(partition => new FetchResponse.PartitionData { PartitionIndex = partition.Partition, ErrorCode = error, HighWatermark = -1 }),
        }),
    };
}
