using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>
/// One random schedule: threads of a few processes come, go and fall silent; heartbeats and answers get lost; the source topic goes and comes back; writes fail;
/// the coordinator dies and comes back from its log. At no time may a task be active twice, or twice in one process, and in the end everything is done.
/// </summary>
internal sealed class StreamsModel
{
    private const int Steps = 120;
    private const int MostMembers = 6;

    private readonly Random _random;
    private readonly StreamsScene _scene;
    private readonly List<StreamsModelMember> _members = [];
    private readonly int _partitions;
    private readonly int _standbys;
    private int _nextMember;
    private int _epochSeen;

    public StreamsModel(int seed)
    {
        _random = new Random(seed);
        _partitions = _random.Next(1, 6);
        _standbys = _random.Next(3);
        _scene = new StreamsScene(new StreamsOptions { StandbyReplicas = _standbys, InitialRebalanceDelayMs = _random.Next(2) * 3_000 }, _partitions);
    }

    public void Run()
    {
        for (int step = 0; step < Steps; step++)
        {
            Step();
            Check();
        }

        Settle();
    }

    private void Step()
    {
        switch (_random.Next(20))
        {
            case < 2 when _members.Count < MostMembers:
                _members.Add(new StreamsModelMember($"m{_nextMember++}", $"p{_random.Next(4)}"));
                break;
            case 2 when _members.Count > 0:
                Leave(Any());
                break;
            case 3 when _members.Count > 0:
                // Its process has ended without a word.
                _members.Remove(Any());
                break;
            case 4:
                ToggleSource();
                break;
            case 5:
                Wait(_random.Next(12_000));
                break;
            case 6 when _random.Next(3) == 0:
                _scene.Harness.Crash();
                break;
            default:
                if (_members.Count > 0)
                {
                    Beat(Any(), mayFail: true);
                }

                break;
        }
    }

    private StreamsModelMember Any() => _members[_random.Next(_members.Count)];

    private void Leave(StreamsModelMember member)
    {
        _members.Remove(member);
        if (member.Epoch > 0)
        {
            Send(new() { GroupId = GroupHarness.GroupId, MemberId = member.Id, MemberEpoch = -1 });
        }
    }

    private void ToggleSource()
    {
        if (_scene.Harness.Topics.Find("in") is not null && _random.Next(3) == 0)
        {
            _scene.Harness.Topics.Remove("in");
        }
        else
        {
            _scene.Harness.Topics.Set("in", _partitions);
        }
    }

    // The coordinator removes silent members meanwhile; these know it too, as they have not been answered for so long.
    private void Wait(int ms)
    {
        _scene.Harness.Advance(ms);
        foreach (StreamsModelMember lost in _members.Where(m => m.Epoch > 0 && !IsMember(m.Id)))
        {
            lost.Lose();
        }
    }

    private void Beat(StreamsModelMember member, bool mayFail)
    {
        bool isLost = mayFail && _random.Next(8) == 0;
        bool isUnanswered = mayFail && _random.Next(8) == 0;
        if (isLost)
        {
            member.TellsAll = true;
            return;
        }

        StreamsGroupHeartbeatResponse response = Send(member.Next(), writeFails: mayFail && _random.Next(25) == 0);
        if (isUnanswered)
        {
            member.TellsAll = true;
            return;
        }

        member.Take(response);
        _epochSeen = Math.Max(_epochSeen, response.MemberEpoch);
    }

    private StreamsGroupHeartbeatResponse Send(StreamsGroupHeartbeatRequest request, bool writeFails = false)
    {
        RecordedReply<StreamsHeartbeatResult> reply = _scene.Harness.WithWrites(writeFails, () => _scene.SendLater(request));
        return reply.Response.Response;
    }

    private bool IsMember(string id) => _scene.Harness.Machine.DescribeStreams()?.Members.Exists(m => m.MemberId == id) == true;

    private void Check()
    {
        var active = new Dictionary<TaskId, string>();
        var inProcess = new Dictionary<(string Process, TaskId Task), string>();
        foreach (StreamsModelMember member in _members)
        {
            foreach (RoleTask task in member.Owned)
            {
                if (task.Role == TaskRole.Active && !active.TryAdd(task.Id, member.Id))
                {
                    throw new InvalidOperationException($"{StreamsScene.Text([task])} is active on {active[task.Id]} and {member.Id}.");
                }

                if (!inProcess.TryAdd((member.Process, task.Id), member.Id))
                {
                    throw new InvalidOperationException($"{StreamsScene.Text([task])} is twice on {member.Process}: {inProcess[(member.Process, task.Id)]} and {member.Id}.");
                }
            }
        }

        if (_scene.Harness.Machine.DescribeStreams() is { } group && group.GroupEpoch < _epochSeen)
        {
            throw new InvalidOperationException($"The group's epoch is {group.GroupEpoch}, but a member has seen {_epochSeen}.");
        }
    }

    private void Settle()
    {
        // Until every process that has ended without a word is forgotten, and everyone has what is theirs.
        _scene.Harness.Topics.Set("in", _partitions);
        for (int round = 0; round < 40; round++)
        {
            _members.ForEach(member => Beat(member, mayFail: false));
            Check();
            Wait(3_000);
        }

        if (_members.Count == 0)
        {
            return;
        }

        StreamsGroupDescribeResponse.DescribedGroup group = _scene.Describe();
        int processes = _members.Select(member => member.Process).Distinct().Count();
        int active = _members.Sum(member => member.Owned.Count(task => task.Role == TaskRole.Active));
        int standby = _members.Sum(member => member.Owned.Count(task => task.Role == TaskRole.Standby));
        int wantedStandby = _partitions * Math.Min(_standbys, processes - 1);
        if (group.GroupState != "Stable" || group.Members.Count != _members.Count || active != 2 * _partitions || standby != wantedStandby)
        {
            string owned = string.Join("; ", _members.Select(m => $"{m.Id}@{m.Epoch} {StreamsScene.Text(m.Owned)}"));
            throw new InvalidOperationException($"Not settled: {group.GroupState} with {group.Members.Count} of {_members.Count} members, {owned}; wanted {2 * _partitions} and {wantedStandby}.");
        }
    }
}
