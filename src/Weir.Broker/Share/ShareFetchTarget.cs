using Weir.Broker.Groups.Consumer;
using Weir.Protocol;

namespace Weir.Broker.Share;

/// <summary>A partition a share fetch asks for: its log and its share partition, or why there are none.</summary>
internal sealed record ShareFetchTarget(TopicIdPartition Id, ErrorCode Error, Partition? Partition, SharePartitionCell? Cell);
