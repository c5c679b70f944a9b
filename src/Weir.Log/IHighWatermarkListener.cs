namespace Weir.Log;

/// <summary>Told about what readers of a partition wait for. Called without locks held, on the committer's or the appender's thread.</summary>
/// <remarks>Implementations must not block and must not throw.</remarks>
public interface IHighWatermarkListener
{
    /// <summary>The high watermark or the last stable offset has moved.</summary>
    void OnHighWatermarkAdvanced(PartitionLog log);

    void OnLogStartAdvanced(PartitionLog log);

    /// <summary>The log was deleted, or its directory closed: nothing more will come.</summary>
    void OnClosed(PartitionLog log);
}
