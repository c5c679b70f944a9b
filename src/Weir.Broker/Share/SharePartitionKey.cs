using System.Globalization;
using Weir.Protocol;

namespace Weir.Broker.Share;

/// <summary>Names one share partition (KIP-932): a partition of one incarnation of a topic, as one share group consumes it.</summary>
internal readonly record struct SharePartitionKey(string GroupId, Guid TopicId, int Partition)
{
    /// <summary>The key as share coordinators are looked up by: <c>group:topicId:partition</c>. Which partition of the state topic holds it goes by its hash.</summary>
    public string CoordinatorKey => string.Create(CultureInfo.InvariantCulture, $"{GroupId}:{KafkaUuid.Format(TopicId)}:{Partition}");
}
