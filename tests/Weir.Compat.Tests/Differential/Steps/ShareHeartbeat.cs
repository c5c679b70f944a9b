using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>ShareGroupHeartbeat (KIP-932): joining, going on, subscribing to other topics, leaving; and such as are refused.</summary>
internal sealed class ShareHeartbeat(Dice dice, string? newcomer = null) : RequestStep<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(dice)
{
    private readonly string _group = newcomer is not null ? Sharing.Group : dice.Mostly(Sharing.Group, "g0", "");
    private readonly string _member = newcomer ?? dice.Mostly(dice.Pick("m0", "m0", "m1"), "");
    private readonly string _kind = newcomer is not null ? "join" : dice.Pick("join", "join", "beat", "change", "leave");
    private readonly int _epochShift = dice.Mostly(0, 0, -5, 1);
    private readonly string? _rack = newcomer is not null ? null : dice.Mostly<string?>(null, "r", "");
    private readonly List<string>? _topics = newcomer is not null ? ["t0"] : dice.Mostly<List<string>?>([.. dice.Some(2, () => dice.Pick("t0", "t1")).Distinct()], null, ["missing"], []);

    protected override ShareGroupHeartbeatRequest Build(Side side) => new()
    {
        GroupId = side.Full(_group),
        MemberId = Sharing.MemberId(side, _member),
        MemberEpoch = _kind switch { "join" => 0, "leave" => -1, _ => side.Members.Share(_group).Member(_member).Epoch + _epochShift },
        RackId = _rack,
        SubscribedTopicNames = _kind is "join" or "change" ? _topics?.ConvertAll(side.Full) : null,
    };

    protected override async Task LearnAsync(Side side, ShareGroupHeartbeatRequest request, ShareGroupHeartbeatResponse response)
    {
        if (response.ErrorCode != ErrorCode.None)
        {
            return;
        }

        var book = side.Members.Share(_group);
        var member = book.Member(_member);
        (member.Epoch, member.IsJoined) = (Math.Max(response.MemberEpoch, 0), request.MemberEpoch >= 0);
        member.Topics = request.SubscribedTopicNames is not null ? _topics! : member.Topics;
        await Sharing.SettleAsync(side, _group);
    }

    protected override void Keep(Side side, ShareGroupHeartbeatResponse response) => (response.MemberEpoch, response.Assignment) = (Math.Sign(response.MemberEpoch), null);
}
