using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Counts one request against its client's quotas: answered first, with the time to wait; then its connection is muted (KIP-219).</summary>
internal static class RequestThrottle
{
    /// <summary>Handling begins.</summary>
    public static void Begin(RequestContext context)
    {
        if (context.Connection.Quotas is { IsIdle: false })
        {
            context.StartTimestamp = context.Connection.Time.GetTimestamp();
        }
    }

    /// <summary>Records what a fetch is about to be answered with, before the answer is made.</summary>
    /// <param name="context">The fetch.</param>
    /// <param name="bytes">Bytes of records.</param>
    /// <param name="waitMs">For <c>throttle_time_ms</c>.</param>
    /// <returns>Whether it is to be answered without records, as Kafka answers a fetch over its quota (KIP-219).</returns>
    public static bool HoldsFetch(RequestContext context, long bytes, out int waitMs)
    {
        waitMs = 0;
        if (context.Connection.Quotas is not { IsIdle: false } quotas)
        {
            return false;
        }

        context.IsMeasured = true;
        TimeSpan forWork = RecordWork(quotas, context);
        TimeSpan forBytes = quotas.RecordFetch(context.ClientId, bytes, isHeld: forWork > TimeSpan.Zero, out bool mustWait);
        waitMs = ToMs(forWork > forBytes ? forWork : forBytes);
        return mustWait;
    }

    /// <summary>Records what the request used, and mutes the connection when that was too much.</summary>
    /// <param name="context">The request.</param>
    /// <param name="response">Its response; the handler may have set a time to wait already.</param>
    /// <returns>Whether the response has been given another time to wait.</returns>
    public static bool Apply(RequestContext context, IThrottledResponse response)
    {
        int before = response.ThrottleTimeMs;
        if (!context.IsMeasured && context.Connection.Quotas is { IsIdle: false } quotas)
        {
            response.ThrottleTimeMs = Math.Max(before, Measure(quotas, context));
        }

        if (response.ThrottleTimeMs > 0)
        {
            context.Connection.Mute(TimeSpan.FromMilliseconds(response.ThrottleTimeMs));
        }

        return response.ThrottleTimeMs != before;
    }

    private static int Measure(ClientQuotas quotas, RequestContext context)
    {
        TimeSpan forBytes = context.ApiKey == ApiKey.Produce
            ? quotas.Record(QuotaKey.ProducerByteRate, context.ClientId, context.RequestBytes)
            : TimeSpan.Zero;
        TimeSpan forWork = RecordWork(quotas, context);
        return ToMs(forBytes > forWork ? forBytes : forWork);
    }

    // Waiting is not work: long polls and flushes are not counted.
    private static TimeSpan RecordWork(ClientQuotas quotas, RequestContext context)
    {
        TimeSpan work = context.WorkTime;
        return work > TimeSpan.Zero ? quotas.Record(QuotaKey.RequestPercentage, context.ClientId, work.TotalSeconds) : TimeSpan.Zero;
    }

    private static int ToMs(TimeSpan wait) => (int)Math.Min(int.MaxValue, Math.Ceiling(wait.TotalMilliseconds));
}
