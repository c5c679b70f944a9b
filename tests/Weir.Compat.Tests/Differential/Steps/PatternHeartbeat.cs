using System.Text.RegularExpressions;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>
/// ConsumerGroupHeartbeat with a subscription by regular expression (KIP-848). Kafka resolves the expression after its answer, and another one of the same group ten
/// seconds later at the earliest: so a group has one, and a step ends when all members have what they shall have. Epochs are left out: they count the steps on the way.
/// </summary>
internal sealed class PatternHeartbeat(Dice dice) : RequestStep<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(dice)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string> Patterns = new() { ["c0"] = "t.*", ["c1"] = "t[1-9]|u", ["c2"] = "none.*" };

    private readonly string _group = dice.Pick("c0", "c0", "c1", "c2");
    private readonly string _member = dice.Pick("m0", "m1", "m2");
    private readonly string _kind = dice.Pick("join", "join", "leave");
    private readonly bool _namesToo = dice.Chance(30);
    private readonly string? _odd = dice.Mostly<string?>(null, "[", "(?=a)b", "(", "a**", "\\8");

    protected override ConsumerGroupHeartbeatRequest Build(Side side) => new()
    {
        GroupId = side.Full(_group),
        MemberId = side.Full(_member),
        MemberEpoch = _kind == "leave" ? -1 : 0,
        RebalanceTimeoutMs = _kind == "leave" ? -1 : 60_000,
        SubscribedTopicNames = _kind == "leave" ? null : _namesToo ? [side.Full("t0")] : [],
        SubscribedTopicRegex = _kind == "leave" || Version < 1 ? null : _odd ?? Pattern(side),
        TopicPartitions = _kind == "leave" ? null : [],
    };

    protected override async Task LearnAsync(Side side, ConsumerGroupHeartbeatRequest request, ConsumerGroupHeartbeatResponse response)
    {
        if (response.ErrorCode == ErrorCode.None)
        {
            var member = side.Members.Consumer(_group, _member);
            (member.Epoch, member.IsJoined, member.Owned) = (Math.Max(response.MemberEpoch, 0), _kind == "join", []);
            await SettleAsync(side);
        }
    }

    protected override void Keep(Side side, ConsumerGroupHeartbeatResponse response) => (response.MemberEpoch, response.Assignment) = (Math.Sign(response.MemberEpoch), null);

    private string Pattern(Side side) => $"{side.Full("x")[..^1]}({Patterns[_group]})";

    // All beat, and take what they are given, until the group is quiet and what the expression matches is with somebody.
    private async Task SettleAsync(Side side)
    {
        var started = TimeProvider.System.GetTimestamp();
        ConsumerGroupDescribeResponse.DescribedGroup group;
        do
        {
            foreach (var name in new[] { "m0", "m1", "m2" })
            {
                await BeatAsync(side, name);
            }

            group = (await side.CallAsync<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(new() { GroupIds = [side.Full(_group)] }, 1)).Groups.Single();
        }
        while (!IsQuiet(side, group) && TimeProvider.System.GetElapsedTime(started) < Patience);
    }

    private async Task BeatAsync(Side side, string name)
    {
        var member = side.Members.Consumer(_group, name);
        if (!member.IsJoined)
        {
            return;
        }

        var beat = new ConsumerGroupHeartbeatRequest { GroupId = side.Full(_group), MemberId = side.Full(name), MemberEpoch = member.Epoch, TopicPartitions = member.Owned };
        var answer = await side.CallAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(beat, 1);
        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        member.Learn(answer);
    }

    private bool IsQuiet(Side side, ConsumerGroupDescribeResponse.DescribedGroup group)
    {
        if (group.Members.Count == 0)
        {
            return true;
        }

        var byPattern = new Regex($"^(?:{Patterns[_group]})$");
        var wanted = group.Members.Exists(member => member.SubscribedTopicRegex?.Length > 0) ? side.TopicIds.Keys.Where(topic => byPattern.IsMatch(topic)).Select(side.Full) : [];
        var given = group.Members.SelectMany(member => member.Assignment.TopicPartitions).Select(topic => topic.TopicName).ToHashSet();
        return group.GroupState == "Stable" && wanted.All(given.Contains) && group.Members.TrueForAll(member => member.MemberEpoch == group.GroupEpoch);
    }
}
