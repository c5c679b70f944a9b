using Weir.Broker.Groups.Streams;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>An instance of an application in a streams group (KIP-1071).</summary>
internal sealed class StreamsModelMember(string id, string process) : ModelMember<RoleTask>(id)
{
    public string Process { get; } = process;

    public StreamsGroupHeartbeatRequest Next()
    {
        StreamsGroupHeartbeatRequest request = StreamsScene.Joining(Id, Process);
        request.MemberEpoch = Epoch;
        request.Topology = Epoch == 0 ? request.Topology : null;
        request.RebalanceTimeoutMs = TellsAll ? 20_000 : -1;
        request.ActiveTasks = StreamsScene.Ids(Owned, TaskRole.Active);
        request.StandbyTasks = StreamsScene.Ids(Owned, TaskRole.Standby);
        return request;
    }

    public void Take(StreamsGroupHeartbeatResponse response) => Take(
        response.ErrorCode,
        response.ErrorMessage,
        response.MemberEpoch,
        StreamsScene.Tasks(response) is { } tasks ? StreamsScene.Parse(tasks) : null);
}
