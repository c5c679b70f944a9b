using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>A client that keeps to the rules of KIP-1071: it gives up what it is not assigned, takes what it is, and starts anew when it is fenced.</summary>
internal sealed class StreamsModelMember(string id, string process)
{
    public string Id { get; } = id;

    public string Process { get; } = process;

    public int Epoch { get; private set; }

    public HashSet<RoleTask> Owned { get; } = [];

    /// <summary>The next heartbeat has to tell everything: a new start, or an answer that did not come.</summary>
    public bool TellsAll { get; set; } = true;

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

    public void Take(StreamsGroupHeartbeatResponse response)
    {
        switch (response.ErrorCode)
        {
            case ErrorCode.None:
                if (response.MemberEpoch < Epoch)
                {
                    throw new InvalidOperationException($"The epoch of {Id} went from {Epoch} to {response.MemberEpoch}.");
                }

                Epoch = response.MemberEpoch;
                TellsAll = false;
                if (StreamsScene.Tasks(response) is { } tasks)
                {
                    Owned.Clear();
                    Owned.UnionWith(StreamsScene.Parse(tasks));
                }

                break;
            case ErrorCode.FencedMemberEpoch or ErrorCode.UnknownMemberId or ErrorCode.GroupIdNotFound:
                Owned.Clear();
                Epoch = 0;
                TellsAll = true;
                break;
            case ErrorCode.CoordinatorNotAvailable:
                TellsAll = true;
                break;
            default:
                throw new InvalidOperationException($"{Id} is refused: {response.ErrorCode} {response.ErrorMessage}");
        }
    }
}
