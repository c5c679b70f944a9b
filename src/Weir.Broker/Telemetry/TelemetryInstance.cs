using Weir.Protocol;

namespace Weir.Broker.Telemetry;

/// <summary>One client instance: what is asked of it, and when it last came (KIP-714, "Throttling").</summary>
/// <remarks>Thread model: any thread; one short lock.</remarks>
internal sealed class TelemetryInstance(TelemetryClient client, TelemetryDemand demand, int subscriptionsVersion, CancellationToken connectionClosed)
{
    private const long Never = long.MinValue / 2;

    private static readonly long LeastLifeMs = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;

    private readonly Lock _lock = new();
    private long _lastGetMs = Never;
    private long _lastPushMs = Never;
    private long _lastSeenMs = Never;
    private bool _isTerminating;
    private ErrorCode _lastError;

    public TelemetryClient Client { get; } = client;

    public TelemetryDemand Demand { get; } = demand;

    /// <summary>Version of the subscriptions that the demand comes from.</summary>
    public int SubscriptionsVersion { get; } = subscriptionsVersion;

    /// <summary>Whether its connection is gone, or it has been away for too long.</summary>
    public bool IsGone(long nowMs)
    {
        lock (_lock)
        {
            return connectionClosed.IsCancellationRequested || (_lastSeenMs != Never && nowMs - _lastSeenMs >= Math.Max(LeastLifeMs, 3L * Demand.IntervalMs));
        }
    }

    /// <summary>Records that the client has come.</summary>
    /// <returns>False when it has been away for too long, or its connection is gone: it begins anew.</returns>
    public bool TrySee(long nowMs)
    {
        lock (_lock)
        {
            if (IsGone(nowMs))
            {
                return false;
            }

            _lastSeenMs = nowMs;
            return true;
        }
    }

    /// <summary>Whether the client may ask for its subscriptions now; at once after an error that told it to.</summary>
    public bool TryGet(long nowMs)
    {
        lock (_lock)
        {
            if (nowMs - Math.Max(_lastGetMs, _lastPushMs) >= Demand.IntervalMs)
            {
                _lastGetMs = nowMs;
            }
            else if (_lastError is not (ErrorCode.UnknownSubscriptionId or ErrorCode.UnsupportedCompressionType))
            {
                return false;
            }

            _lastError = ErrorCode.None;
            return true;
        }
    }

    /// <summary>Whether the client may push now, and what is wrong if not. The first push after a Get may come early; so may the last one of all.</summary>
    public ErrorCode CheckPush(int subscriptionId, bool isTerminating, bool isCompressionKnown, bool isTooLarge, long nowMs)
    {
        lock (_lock)
        {
            bool hadTerminated = _isTerminating;
            _isTerminating = isTerminating;
            _lastError = hadTerminated ? ErrorCode.InvalidRequest
                : !IsInTime(nowMs) && !isTerminating ? ErrorCode.ThrottlingQuotaExceeded
                : subscriptionId != Demand.SubscriptionId ? ErrorCode.UnknownSubscriptionId
                : !isCompressionKnown ? ErrorCode.UnsupportedCompressionType
                : isTooLarge ? ErrorCode.TelemetryTooLarge
                : ErrorCode.None;
            return _lastError;
        }
    }

    /// <summary>What was pushed could not be used.</summary>
    public void Refuse(ErrorCode error)
    {
        lock (_lock)
        {
            _lastError = error;
        }
    }

    // Clients spread their first push over half to one and a half intervals.
    private bool IsInTime(long nowMs)
    {
        bool isInTime = _lastGetMs > _lastPushMs || nowMs - _lastPushMs >= Demand.IntervalMs;
        if (isInTime)
        {
            _lastPushMs = nowMs;
        }

        return isInTime;
    }
}
