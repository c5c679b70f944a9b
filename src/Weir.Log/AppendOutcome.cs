using Weir.Protocol;

namespace Weir.Log;

/// <summary>Result of one append: an error, or where the batch lies.</summary>
public readonly record struct AppendOutcome
{
    /// <summary><see cref="ErrorCode.None"/> when the batch is in the log (in the page cache, not necessarily on disk).</summary>
    public ErrorCode Error { get; init; }

    /// <summary>What was wrong, with the offending values; null on success.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Offset of the first record; -1 on error.</summary>
    public long BaseOffset { get; init; }

    /// <summary>Offset behind the last record: wait for this one to be flushed. -1 on error.</summary>
    public long NextOffset { get; init; }

    /// <summary>Milliseconds since the epoch when the topic uses LogAppendTime, else -1.</summary>
    public long LogAppendTime { get; init; }

    public long LogStartOffset { get; init; }

    /// <summary>The batch had been appended before; the offsets are those of the first time (KIP-98).</summary>
    public bool IsDuplicate { get; init; }

    /// <summary>The topic's <c>flush.messages</c> asks that this batch be flushed before it is answered, whatever the acks: wait for <see cref="NextOffset"/>.</summary>
    public bool MustFlush { get; init; }

    internal static AppendOutcome Failure(ErrorCode error, string message, long logStartOffset = -1) => new()
    {
        Error = error,
        ErrorMessage = message,
        BaseOffset = -1,
        NextOffset = -1,
        LogAppendTime = -1,
        LogStartOffset = logStartOffset,
    };
}
