using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Simulation;

/// <summary>A consumer as real clients behave: joins, syncs, sends heartbeats, commits, retries what gets no answer, and starts over on errors.</summary>
internal sealed class SimulatedMember(GroupSimulation world, string name, string? instanceId, bool cooperative, short joinVersion)
{
    public const int SessionMs = 10_000;
    public const int RebalanceMs = 15_000;
    private const int HeartbeatMs = 3_000;
    private const int RequestTimeoutMs = 4_000;

    private string _memberId = "";
    private int _generation = -1;
    private HashSet<int> _owned = [];

    // Answers to anything but the newest request, and alarms set before it, mean nothing any more.
    private int _request;

    public string Name => name;

    public bool IsAlive { get; private set; }

    public bool IsStable { get; private set; }

    public string MemberId => _memberId;

    public IReadOnlySet<int> Owned => _owned;

    public void Start()
    {
        IsAlive = true;
        Reset();
        Join();
    }

    /// <summary>Vanishes without a word, as a killed process does.</summary>
    public void Kill()
    {
        IsAlive = IsStable = false;
        _owned = [];
        _request++;
    }

    public void Leave()
    {
        string memberId = _memberId;
        world.Send(
            $"{name} leave",
            (m, reply) => reply.Send(m.Leave([new LeaveGroupRequest.MemberIdentity { MemberId = memberId, GroupInstanceId = instanceId }])),
            (List<LeaveGroupResponse.MemberResponse> _) => { });
        Kill();
    }

    public void Rejoin()
    {
        if (IsStable)
        {
            Join();
        }
    }

    public void Commit()
    {
        if (!IsStable || _owned.Count == 0)
        {
            return;
        }

        int partition = _owned.Min();
        int generation = _generation;
        var entry = new OffsetCommitEntry(new TopicPartition(SimulatedAssignor.Topic, partition), Guid.Empty, world.NextOffset(), -1, "");
        var commit = new GroupCommit(_memberId, instanceId, generation, [entry]);
        bool stale = false;
        world.Send(
            $"{name} commit",
            (m, reply) =>
            {
                stale = generation != m.Generation;
                m.Commit(commit, reply);
            },
            (ErrorCode error) => { },
            error => SimulationInvariants.CommitAnswered(error, stale));
    }

    private void Reset()
    {
        _memberId = "";
        _generation = -1;
        _owned = [];
    }

    private void Join()
    {
        IsStable = false;
        if (!cooperative)
        {
            _owned = [];
        }

        int request = ++_request;
        var join = new JoinGroupRequest
        {
            GroupId = "g",
            MemberId = _memberId,
            GroupInstanceId = instanceId,
            SessionTimeoutMs = SessionMs,
            RebalanceTimeoutMs = RebalanceMs,
            ProtocolType = "consumer",
            Protocols = [new() { Name = cooperative ? "cooperative" : "range", Metadata = SimulatedAssignor.EncodeSubscription(_owned) }],
        };
        world.Send<JoinGroupResponse>(
            $"{name} join {request}",
            (m, reply) => m.Join(new GroupJoin(join, joinVersion, name, "/127.0.0.1"), reply),
            response => When(request, () => Joined(response)));
        RetryUnlessAnswered(request, RebalanceMs + RequestTimeoutMs);
    }

    private void Joined(JoinGroupResponse response)
    {
        switch (response.ErrorCode)
        {
            case ErrorCode.None:
                _memberId = response.MemberId;
                _generation = response.GenerationId;
                bool assigns = response.Leader == _memberId && !response.SkipAssignment;
                Sync(assigns ? SimulatedAssignor.Assign(response, cooperative) : []);
                break;
            case ErrorCode.MemberIdRequired:
                _memberId = response.MemberId;
                Join();
                break;
            default:
                StartOver(response.ErrorCode);
                break;
        }
    }

    private void Sync(List<SyncGroupRequest.SyncGroupRequestAssignment> assignments)
    {
        int request = ++_request;
        int generation = _generation;
        var sync = new SyncGroupRequest { GroupId = "g", MemberId = _memberId, GroupInstanceId = instanceId, GenerationId = generation, Assignments = assignments };
        world.Send<SyncGroupResponse>(
            $"{name} sync {request}",
            (m, reply) => m.Sync(sync, reply),
            response => When(request, () => Synced(response)),
            response => world.Invariants.Assigned(generation, instanceId ?? sync.MemberId, response));
        RetryUnlessAnswered(request, RebalanceMs + RequestTimeoutMs);
    }

    private void Synced(SyncGroupResponse response)
    {
        if (response.ErrorCode != ErrorCode.None)
        {
            StartOver(response.ErrorCode);
            return;
        }

        HashSet<int> before = _owned;
        _owned = SimulatedAssignor.DecodeAssignment(response.Assignment);
        IsStable = true;
        if (cooperative && before.Except(_owned).Any())
        {
            Join();
        }
        else
        {
            HeartbeatLater(++_request);
        }
    }

    private void HeartbeatLater(int request) => world.Clock.After(HeartbeatMs, () => When(request, Heartbeat));

    private void Heartbeat()
    {
        int request = ++_request;
        var heartbeat = new HeartbeatRequest { GroupId = "g", MemberId = _memberId, GroupInstanceId = instanceId, GenerationId = _generation };
        world.Send<ErrorCode>(
            $"{name} heartbeat {request}",
            (m, reply) => reply.Send(m.Heartbeat(heartbeat)),
            error => When(request, () => HeartbeatAnswered(error)));
        world.Clock.After(HeartbeatMs, () => When(request, Heartbeat));
    }

    private void HeartbeatAnswered(ErrorCode error)
    {
        if (error == ErrorCode.None)
        {
            HeartbeatLater(++_request);
        }
        else
        {
            StartOver(error);
        }
    }

    private void StartOver(ErrorCode error)
    {
        IsStable = false;
        switch (error)
        {
            case ErrorCode.FencedInstanceId:
                Kill();
                return;
            case ErrorCode.UnknownMemberId:
                Reset();
                break;
            case ErrorCode.IllegalGeneration:
                _owned = [];
                break;
            case ErrorCode.RebalanceInProgress or ErrorCode.CoordinatorNotAvailable:
                break;
            default:
                throw new SimulationException($"{name} is told {error}.");
        }

        int request = ++_request;
        world.Clock.After(50, () => When(request, Join));
    }

    private void RetryUnlessAnswered(int request, int timeoutMs) => world.Clock.After(timeoutMs, () => When(request, Join));

    private void When(int request, Action happen)
    {
        if (IsAlive && request == _request)
        {
            happen();
        }
    }
}
