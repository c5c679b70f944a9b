using Microsoft.Extensions.Logging;
using Weir.Broker.Telemetry;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>
/// PushTelemetry, version 0 (KIP-714): takes a client's metrics, in OTLP, into the topic <c>__client_metrics</c>. Too early, too large, for other subscriptions
/// than the current ones or unreadable pushes are refused, each with the code that tells the client whether to try again (KIP-714, "Error handling"). The
/// last push of a client may come at any time, and nothing may come after it.
/// </summary>
internal sealed partial class PushTelemetryHandler(TelemetryInstances instances, ClientMetricsLog log, int maxBytes, ILoggerFactory loggers)
    : ApiHandler<PushTelemetryRequest, PushTelemetryResponse>(0, 0)
{
    // JSON is a few times larger than what it is made of.
    private const int MaxExpansion = 8;

    private static readonly Guid ReservedId = new("00000000-0000-0000-0000-000000000001");

    private readonly ILogger _logger = loggers.CreateLogger<PushTelemetryHandler>();

    public override bool IsAdvertised => instances.HasSubscriptions;

    protected override ValueTask<PushTelemetryResponse?> HandleAsync(PushTelemetryRequest request, RequestContext context) =>
        new(new PushTelemetryResponse { ErrorCode = Push(request, context) });

    private ErrorCode Push(PushTelemetryRequest request, RequestContext context)
    {
        if (request.ClientInstanceId == Guid.Empty || request.ClientInstanceId == ReservedId)
        {
            return ErrorCode.InvalidRequest;
        }

        TelemetryInstance instance = instances.Find(request.ClientInstanceId, context);
        ErrorCode error = instance.CheckPush(
            request.SubscriptionId,
            request.Terminating,
            Enum.IsDefined((CompressionType)request.CompressionType),
            request.Metrics.Length > maxBytes,
            instances.NowMs);
        if (error != ErrorCode.None || request.Metrics.IsEmpty)
        {
            return error;
        }

        error = Store(request, instance);
        instance.Refuse(error);
        return error;
    }

    private ErrorCode Store(PushTelemetryRequest request, TelemetryInstance instance)
    {
        try
        {
            byte[] plain = CompressedPayload.Decompress((CompressionType)request.CompressionType, request.Metrics.Span, maxBytes);
            int limit = (int)Math.Min(int.MaxValue, (long)maxBytes * MaxExpansion);
            ErrorCode stored = log.Append(MetricRecords.Of(instance.Client, request.Terminating, OtlpMetrics.Read(plain), limit));

            // The client is to come again with its next push; most other codes would silence it for good.
            return stored == ErrorCode.None ? stored : ErrorCode.ThrottlingQuotaExceeded;
        }
        catch (ProtocolException e)
        {
            LogRefused(_logger, KafkaUuid.Format(request.ClientInstanceId), e.Message);
            return e.ExceedsLimit ? ErrorCode.TelemetryTooLarge : ErrorCode.InvalidRecord;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The metrics of client instance {InstanceId} were refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string instanceId, string reason);
}
