namespace Weir.Client;

/// <summary>Where to start when there is no committed offset, or it is out of range (<c>auto.offset.reset</c>).</summary>
public enum AutoOffsetReset
{
    /// <summary>Behind the last record: only what comes later.</summary>
    Latest = 0,

    /// <summary>At the first record there is.</summary>
    Earliest = 1,

    /// <summary>Nowhere: consuming fails with <see cref="Weir.Protocol.ErrorCode.OffsetOutOfRange"/>.</summary>
    None = 2,

    /// <summary>At the first record that is not older than <see cref="ConsumerOptions.AutoOffsetResetDuration"/> (<c>by_duration:PT1H</c>, KIP-1106).</summary>
    ByDuration = 3,
}
