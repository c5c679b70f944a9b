namespace Weir.Broker;

/// <summary>The controller mutations of one request (KIP-599): partitions it creates or deletes.</summary>
/// <remarks>Thread model: belongs to the request that made it.</remarks>
/// <param name="quotas">The limits.</param>
/// <param name="clientId">The client.</param>
/// <param name="isStrict">The version knows THROTTLING_QUOTA_EXCEEDED: past the limit nothing more is done. Older clients are only made to wait.</param>
internal sealed class MutationQuota(ClientQuotas quotas, string? clientId, bool isStrict)
{
    private TimeSpan _wait;

    /// <summary>What a topic is refused with.</summary>
    public static ApiError Exceeded { get; } = new(Weir.Protocol.ErrorCode.ThrottlingQuotaExceeded, "The throttling quota has been exceeded.");

    /// <summary>For <c>throttle_time_ms</c>.</summary>
    public int ThrottleTimeMs => (int)Math.Ceiling(_wait.TotalMilliseconds);

    /// <summary>Takes what the change of a topic costs; false when it must be refused.</summary>
    public bool TryTake(int partitions)
    {
        if (quotas.IsIdle)
        {
            return true;
        }

        TimeSpan debt = isStrict ? quotas.MutationDebt(clientId) : TimeSpan.Zero;
        TimeSpan wait = debt > TimeSpan.Zero ? debt : quotas.RecordMutations(clientId, partitions);
        _wait = wait > _wait ? wait : _wait;
        return debt == TimeSpan.Zero;
    }
}
