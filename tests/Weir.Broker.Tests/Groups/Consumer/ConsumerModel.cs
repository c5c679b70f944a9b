using Weir.Broker.Groups;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>
/// One random schedule: members come, go, fall silent, change their minds; heartbeats and answers get lost; topics come, grow and go; writes fail; the
/// coordinator dies and comes back from its log. At no time may two members own a partition, and in the end everything is owned.
/// </summary>
internal sealed class ConsumerModel(int seed)
{
    private const int Steps = 120;
    private const int MostMembers = 6;
    private static readonly string[] Names = ["a", "b", "c", "d"];

    private readonly Random _random = new(seed);
    private readonly ConsumerScene _scene = new();
    private readonly List<ConsumerModelMember> _members = [];
    private int _nextMember;
    private int _epochSeen;

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
                Join();
                break;
            case 2 when _members.Count > 0:
                Leave(Any());
                break;
            case 3 when _members.Count > 0:
                // Its process has ended without a word.
                _members.Remove(Any());
                break;
            case 4 when _members.Count > 0:
                Subscribe(Any());
                break;
            case 5:
                ChangeTopics();
                break;
            case 6:
                Wait(_random.Next(12_000));
                break;
            case 7 when _random.Next(3) == 0:
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

    private ConsumerModelMember Any() => _members[_random.Next(_members.Count)];

    private void Join()
    {
        var member = new ConsumerModelMember($"m{_nextMember++}", _random.Next(2) == 0 ? "uniform" : "range");
        _members.Add(member);
        Subscribe(member);
    }

    private void Subscribe(ConsumerModelMember member)
    {
        member.Topics = [.. Names.Where(_ => _random.Next(2) == 0)];
        member.Regex = _random.Next(4) == 0 ? "[abc]" : null;
        member.TellsAll = true;
    }

    private void Leave(ConsumerModelMember member)
    {
        _members.Remove(member);
        if (member.Epoch > 0)
        {
            Send(new() { GroupId = GroupHarness.GroupId, MemberId = member.Id, MemberEpoch = -1 });
        }
    }

    private void ChangeTopics()
    {
        string name = Names[_random.Next(Names.Length)];
        TopicInfo? topic = _scene.Harness.Topics.Find(name);
        if (topic is not null && _random.Next(3) == 0)
        {
            _scene.Harness.Topics.Remove(name);
        }
        else
        {
            _scene.Harness.Topics.Set(name, (topic?.Partitions ?? 0) + _random.Next(1, 4));
        }
    }

    // The coordinator removes silent members meanwhile; these know it too, as they have not been answered for so long.
    private void Wait(int ms)
    {
        _scene.Harness.Advance(ms);
        foreach (ConsumerModelMember lost in _members.Where(m => m.Epoch > 0 && !IsMember(m.Id)))
        {
            lost.Lose();
        }
    }

    private void Beat(ConsumerModelMember member, bool mayFail)
    {
        bool isLost = mayFail && _random.Next(8) == 0;
        bool isUnanswered = mayFail && _random.Next(8) == 0;
        if (isLost)
        {
            member.TellsAll = true;
            return;
        }

        ConsumerGroupHeartbeatResponse response = Send(member.Next(), writeFails: mayFail && _random.Next(25) == 0);
        if (isUnanswered)
        {
            member.TellsAll = true;
            return;
        }

        member.Take(response);
        _epochSeen = Math.Max(_epochSeen, response.MemberEpoch);
    }

    private ConsumerGroupHeartbeatResponse Send(ConsumerGroupHeartbeatRequest request, bool writeFails = false)
    {
        RecordedReply<ConsumerGroupHeartbeatResponse> reply = _scene.Harness.WithWrites(writeFails, () => _scene.SendLater(request));
        return reply.Response;
    }

    private bool IsMember(string id) => _scene.Harness.Machine.DescribeConsumer()?.Members.Exists(m => m.MemberId == id) == true;

    private void Check()
    {
        var owners = new Dictionary<TopicIdPartition, string>();
        foreach (ConsumerModelMember member in _members)
        {
            foreach (TopicIdPartition partition in member.Owned)
            {
                if (!owners.TryAdd(partition, member.Id))
                {
                    throw new InvalidOperationException($"{_scene.Text([partition])} is owned by {owners[partition]} and {member.Id}.");
                }
            }
        }

        if (_scene.Harness.Machine.DescribeConsumer() is { } group && group.GroupEpoch < _epochSeen)
        {
            throw new InvalidOperationException($"The group's epoch is {group.GroupEpoch}, but a member has seen {_epochSeen}.");
        }
    }

    private void Settle()
    {
        // Until every process that has ended without a word is forgotten, and everyone has what is theirs.
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

        ConsumerGroupDescribeResponse.DescribedGroup group = _scene.Describe();
        HashSet<TopicIdPartition> wanted = [.. _scene.Harness.Topics.All
            .Where(topic => _members.Exists(m => m.Topics.Contains(topic.Name) || (m.Regex is not null && topic.Name is not "d")))
            .SelectMany(topic => Enumerable.Range(0, topic.Partitions).Select(p => new TopicIdPartition(topic.Id, p)))];
        if (group.GroupState != "Stable" || group.Members.Count != _members.Count || !wanted.SetEquals(_members.SelectMany(m => m.Owned)))
        {
            string owned = string.Join("; ", _members.Select(m => $"{m.Id}@{m.Epoch} {_scene.Text(m.Owned)}"));
            throw new InvalidOperationException($"Not settled: {group.GroupState} with {group.Members.Count} of {_members.Count} members, {owned}; wanted {_scene.Text(wanted)}.");
        }
    }
}
