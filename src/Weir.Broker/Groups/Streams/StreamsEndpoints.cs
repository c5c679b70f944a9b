using Weir.Broker.Groups.Consumer;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Streams;

/// <summary>Which partitions of which topics are behind which endpoint, for interactive queries: members that know an older epoch of it are told.</summary>
/// <remarks>Thread model: owned by its <see cref="StreamsMachine"/>. Not stored: it begins anew with the coordinator, as Kafka's.</remarks>
internal sealed class StreamsEndpoints(StreamsGroup group, ITopicCatalog catalog)
{
    private int _epoch;

    /// <summary>A member with an endpoint has got other tasks.</summary>
    public void Changed() => _epoch++;

    /// <summary>Tells a member what is behind which endpoint, unless it knows that.</summary>
    public void Tell(StreamsGroupHeartbeatResponse response, int knownEpoch, ConfiguredTopology configured)
    {
        if (knownEpoch != _epoch)
        {
            response.PartitionsByUserEndpoint = [.. group.Members.Where(member => member.Metadata.UserEndpoint is not null).Select(member => Of(member, configured))];
        }

        response.EndpointInformationEpoch = _epoch;
    }

    private StreamsGroupHeartbeatResponse.EndpointToPartitions Of(StreamsMember member, ConfiguredTopology configured) => new()
    {
        UserEndpoint = new() { Host = member.Metadata.UserEndpoint!.Host, Port = member.Metadata.UserEndpoint.Port },
        ActivePartitions = Partitions(member, TaskRole.Active, configured),
        StandbyPartitions = Partitions(member, TaskRole.Standby, configured),
    };

    /// <summary>The source partitions of tasks: those with the task's number, in topics that have as many.</summary>
    private List<StreamsGroupHeartbeatResponse.TopicPartition> Partitions(StreamsMember member, TaskRole role, ConfiguredTopology configured)
    {
        var partitions = new List<StreamsGroupHeartbeatResponse.TopicPartition>();
        if (!configured.IsReady || group.Topology is not { } topology)
        {
            return partitions;
        }

        foreach ((string subtopologyId, List<int> tasks) in RoleTasks.BySubtopology(member.Assigned.Keys, role))
        {
            foreach (string topic in topology.Subtopologies.Where(subtopology => subtopology.SubtopologyId == subtopologyId).SelectMany(StreamsTopology.SourcesOf))
            {
                int count = catalog.Find(topic)?.Partitions ?? 0;
                partitions.Add(new StreamsGroupHeartbeatResponse.TopicPartition { Topic = topic, Partitions = tasks.FindAll(task => task < count) });
            }
        }

        partitions.RemoveAll(topic => topic.Partitions.Count == 0);
        return partitions;
    }
}
