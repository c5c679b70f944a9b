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

    /// <summary>Records what the request used, and mutes the connection when that was too much.</summary>
    /// <param name="context">The request.</param>
    /// <param name="response">Its response; the handler may have set a time to wait already.</param>
    /// <param name="responseBytes">Size of the response.</param>
    /// <returns>Whether the response has been given another time to wait.</returns>
    public static bool Apply(RequestContext context, IThrottledResponse response, int responseBytes)
    {
        int before = response.ThrottleTimeMs;
        if (context.Connection.Quotas is { IsIdle: false } quotas)
        {
            response.ThrottleTimeMs = Math.Max(before, Measure(quotas, context, responseBytes));
        }

        if (response.ThrottleTimeMs > 0)
        {
            context.Connection.Mute(TimeSpan.FromMilliseconds(response.ThrottleTimeMs));
        }

        return response.ThrottleTimeMs != before;
    }

    private static int Measure(ClientQuotas quotas, RequestContext context, int responseBytes)
    {
        TimeSpan wait = context.ApiKey switch
        {
            ApiKey.Produce => quotas.Record(QuotaKey.ProducerByteRate, context.ClientId, context.RequestBytes),
            ApiKey.Fetch => quotas.Record(QuotaKey.ConsumerByteRate, context.ClientId, responseBytes),
            _ => TimeSpan.Zero,
        };

        // Waiting is not work: long polls and flushes are not counted.
        TimeSpan work = context.WorkTime;
        TimeSpan forWork = work > TimeSpan.Zero ? quotas.Record(QuotaKey.RequestPercentage, context.ClientId, work.TotalSeconds) : TimeSpan.Zero;
        return (int)Math.Min(int.MaxValue, Math.Ceiling((wait > forWork ? wait : forWork).TotalMilliseconds));
    }
}
