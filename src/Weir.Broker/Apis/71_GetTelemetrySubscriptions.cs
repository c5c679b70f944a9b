using Weir.Broker.Telemetry;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>
/// GetTelemetrySubscriptions, version 0 (KIP-714): which metrics a client is to push, how often and how compressed, by the <c>client-metrics</c> resources that
/// match it. A client without an instance id is given one. Asking again before the push interval is over is throttled, unless subscriptions have changed or a
/// push was refused for what only this answer can mend.
/// </summary>
internal sealed class GetTelemetrySubscriptionsHandler(TelemetryInstances instances, int maxBytes)
    : ApiHandler<GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse>(0, 0)
{
    /// <summary>Nobody need ask as long as nothing is wanted: librdkafka would tell its user about each answer.</summary>
    public override bool IsAdvertised => instances.HasSubscriptions;

    protected override ValueTask<GetTelemetrySubscriptionsResponse?> HandleAsync(GetTelemetrySubscriptionsRequest request, RequestContext context)
    {
        Guid id = request.ClientInstanceId == Guid.Empty ? KafkaUuid.NewId() : request.ClientInstanceId;
        TelemetryInstance instance = instances.Find(id, context);
        GetTelemetrySubscriptionsResponse response = instance.TryGet(instances.NowMs)
            ? new()
            {
                ClientInstanceId = id,
                SubscriptionId = instance.Demand.SubscriptionId,
                AcceptedCompressionTypes = [(sbyte)CompressionType.Zstd, (sbyte)CompressionType.Lz4, (sbyte)CompressionType.Gzip, (sbyte)CompressionType.Snappy],
                PushIntervalMs = instance.Demand.IntervalMs,
                TelemetryMaxBytes = maxBytes,
                DeltaTemporality = true,
                RequestedMetrics = [.. instance.Demand.Metrics],
            }
            : new() { ErrorCode = ErrorCode.ThrottlingQuotaExceeded };
        return new ValueTask<GetTelemetrySubscriptionsResponse?>(response);
    }
}
