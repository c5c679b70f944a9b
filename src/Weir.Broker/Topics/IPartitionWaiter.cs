namespace Weir.Broker;

/// <summary>Waits for a partition's high watermark or log start to move, or for its end.</summary>
internal interface IPartitionWaiter
{
    /// <summary>Must not block and must not throw: the thread is an appender's or the committer's.</summary>
    void OnPartitionChanged(Partition partition);
}
