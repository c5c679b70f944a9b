using Weir.Broker.Groups;
using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// StreamsGroupHeartbeat, version 0 (KIP-1071): joins, keeps up with and leaves a streams group, and carries the tasks. Answered when what it changed is
/// durable, and internal topics the topology misses have been created; why one could not be stands in the status MISSING_INTERNAL_TOPICS.
/// </summary>
internal sealed class StreamsGroupHeartbeatHandler(BrokerServices services, GroupCoordinator groups)
    : ApiHandler<StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponse>(0, 0)
{
    protected override async ValueTask<StreamsGroupHeartbeatResponse?> HandleAsync(StreamsGroupHeartbeatRequest request, RequestContext context)
    {
        if (request.Topology is { } topology && ProblemOfNames(topology) is { } problem)
        {
            return StreamsHeartbeat.Failure(ErrorCode.StreamsInvalidTopology, problem).Response;
        }

        StreamsHeartbeatResult result = await groups.HeartbeatAsync(new StreamsHeartbeat(request, context.ClientId ?? "", context.ClientHost));
        List<string> failures = [];
        foreach (NewTopic missing in result.Missing)
        {
            (_, ApiError error) = await services.TopicAdmin.EnsureAsync(missing);
            if (!error.IsNone)
            {
                failures.Add($"{missing.Name} ({error.Message ?? error.Code.ToString()})");
            }
        }

        if (failures.Count > 0 && result.Response.Status?.Find(status => status.StatusCode == (sbyte)StreamsStatusCode.MissingInternalTopics) is { } told)
        {
            told.StatusDetail += $"; Creation failed: {string.Join(", ", failures)}.";
        }

        return result.Response;
    }

    private static string? ProblemOfNames(StreamsGroupHeartbeatRequest.TopologyData topology)
    {
        List<string> names = [.. topology.Subtopologies.SelectMany(NamesOf).Distinct(StringComparer.Ordinal)];
        List<string> reserved = names.FindAll(Topic.IsInternalName);
        List<string> illegal = names.FindAll(name => !TopicNames.Check(name).IsNone);
        return reserved.Count > 0 ? $"Use of Kafka internal topics {string.Join(',', reserved)} in a Kafka Streams topology is prohibited."
            : illegal.Count > 0 ? $"Topic names {string.Join(',', illegal)} are not valid topic names."
            : null;
    }

    private static IEnumerable<string> NamesOf(StreamsGroupHeartbeatRequest.Subtopology subtopology) =>
    [
        .. subtopology.SourceTopics,
        .. subtopology.RepartitionSinkTopics,
        .. subtopology.RepartitionSourceTopics.Select(topic => topic.Name),
        .. subtopology.StateChangelogTopics.Select(topic => topic.Name),
    ];
}
