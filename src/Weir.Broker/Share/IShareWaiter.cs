namespace Weir.Broker.Share;

/// <summary>Waits for records of a share partition to become available again, or for its start.</summary>
internal interface IShareWaiter
{
    /// <summary>Must not block and must not throw.</summary>
    void OnShareChanged(SharePartitionCell cell);
}
