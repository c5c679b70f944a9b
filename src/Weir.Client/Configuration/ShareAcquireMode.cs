namespace Weir.Client;

/// <summary>How many records a share group's member acquires at once (<c>share.acquire.mode</c>, KIP-1206).</summary>
public enum ShareAcquireMode
{
    /// <summary>Whole batches as they lie in the log, which may be more than <see cref="ShareConsumerOptions.MaxPollRecords"/>.</summary>
    BatchOptimized,

    /// <summary>Never more than <see cref="ShareConsumerOptions.MaxPollRecords"/>, from one broker at a time. Brokers before Kafka 4.2 take it for <see cref="BatchOptimized"/>.</summary>
    RecordLimit,
}
