using Weir.Broker.Groups.Consumer;
using Weir.Protocol;

namespace Weir.Broker.Share;

/// <summary>A partition a share fetch asks for: its log and its share partition, or why there are none.</summary>
/// <param name="Id">The partition.</param>
/// <param name="Error">Why there is no share partition.</param>
/// <param name="Partition">Its log.</param>
/// <param name="Cell">Its share partition.</param>
/// <param name="IsNew">Whether the share partition got its start from this fetch.</param>
internal sealed record ShareFetchTarget(TopicIdPartition Id, ErrorCode Error, Partition? Partition = null, SharePartitionCell? Cell = null, bool IsNew = false);
