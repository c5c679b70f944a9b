using Weir.Broker.Groups;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>A consumer group comes back from its records as it was.</summary>
public sealed class ReplayTests
{
    private readonly ConsumerScene _scene = new();

    [Fact]
    public void Members_go_on_where_they_were_after_a_restart()
    {
        _scene.JoinStatic("m1", "i1", "a");
        ConsumerGroupHeartbeatRequest byRegex = ConsumerScene.Joining("m2");
        byRegex.SubscribedTopicNames = null;
        byRegex.SubscribedTopicRegex = "[ab]";
        byRegex.RackId = "r1";
        byRegex.ServerAssignor = "range";
        _scene.Send(byRegex);
        _scene.Beat("m1", 2, "i1");
        string before = Fingerprint();
        _scene.Harness.Crash();
        Assert.Equal(before, Fingerprint());

        Assert.Equal(3, _scene.Beat("m1", 2, "a0 a1", "i1").MemberEpoch);
        Assert.NotNull(_scene.Beat("m2", 3).Assignment);
        Assert.Equal("Stable", _scene.State);
        Assert.Equal(3, _scene.Describe().GroupEpoch);
    }

    [Fact]
    public void Session_and_revocation_run_anew_after_a_restart()
    {
        _scene.Join("m1", "a");
        _scene.Join("m2", "a");
        _scene.Beat("m1", 2);
        _scene.Harness.Crash();
        _scene.Harness.Advance(9_000);
        Assert.Equal(2, _scene.Describe().Members.Count);
        _scene.Harness.Advance(2_000);
        Assert.Equal("m2", Assert.Single(_scene.Describe().Members).MemberId);
        _scene.Harness.Advance(40_000);
        Assert.Equal("Empty", _scene.State);
    }

    [Fact]
    public void Member_that_left_does_not_come_back()
    {
        _scene.Join("m1", "a");
        _scene.Join("m2", "a");
        _scene.Beat("m1", -1);
        _scene.Harness.Crash();
        Assert.Equal("m2", Assert.Single(_scene.Describe().Members).MemberId);
        Assert.Equal(4, _scene.Describe().GroupEpoch);
    }

    [Fact]
    public void Compacted_log_tells_the_same()
    {
        _scene.Join("m1", "a", "b");
        _scene.Join("m2", "a");
        _scene.Settle("m1", "m2");
        _scene.Beat("m2", -1);
        string before = Fingerprint();
        var last = new Dictionary<string, GroupRecord>();
        foreach (GroupRecord record in _scene.Harness.Log)
        {
            last[Convert.ToHexString(record.Key)] = record;
        }

        _scene.Harness.Log.Clear();
        _scene.Harness.Log.AddRange(last.Values.Where(r => r.Value is not null));
        _scene.Harness.Crash();
        Assert.Equal(before, Fingerprint());
    }

    private string Fingerprint()
    {
        ConsumerGroupDescribeResponse.DescribedGroup group = _scene.Describe();
        IEnumerable<string> members = group.Members.OrderBy(m => m.MemberId).Select(m =>
            $"{m.MemberId} {m.InstanceId} {m.RackId} {m.MemberEpoch} {m.ClientId} {string.Join(',', m.SubscribedTopicNames)} {m.SubscribedTopicRegex} " +
            $"{_scene.Current(m.MemberId)} | {string.Join(' ', m.TargetAssignment.TopicPartitions.SelectMany(t => t.Partitions.Select(p => t.TopicName + p)).Order())}");
        return $"{group.GroupState} {group.GroupEpoch} {group.AssignmentEpoch} {group.AssignorName}\n{string.Join('\n', members)}";
    }
}
