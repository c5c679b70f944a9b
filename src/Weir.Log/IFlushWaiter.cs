using Weir.Protocol;

namespace Weir.Log;

/// <summary>Told when an offset has become durable. Called on the committer thread, or on the caller's own when nothing is to be waited for.</summary>
public interface IFlushWaiter
{
    /// <summary>Must not block and must not throw: every partition of the data directory waits behind it.</summary>
    /// <param name="log">The partition that was waited for.</param>
    /// <param name="offset">The offset that was waited for; everything below it is stored when <paramref name="error"/> is None.</param>
    /// <param name="error"><see cref="ErrorCode.KafkaStorageError"/> when the disk failed; then the records may or may not be stored.</param>
    void OnFlushed(PartitionLog log, long offset, ErrorCode error);
}
