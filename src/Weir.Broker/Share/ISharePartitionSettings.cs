namespace Weir.Broker.Share;

/// <summary>Settings of share groups as they are now.</summary>
internal interface ISharePartitionSettings
{
    ShareSettings Of(string groupId);
}
