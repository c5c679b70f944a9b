using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DeleteShareGroupOffsets of groups that are empty and that are not.</summary>
internal sealed class DeleteShareGroupOffsets(Dice dice) : RequestStep<DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse>(dice)
{
    private readonly string _group = dice.Mostly(Sharing.Group, "g0", "");
    private readonly List<string> _topics = [.. dice.Some(2, () => dice.Mostly("t0", "t1", "missing")).Distinct()];

    protected override DeleteShareGroupOffsetsRequest Build(Side side) => new()
    {
        GroupId = side.Full(_group),
        Topics = _topics.ConvertAll(topic => new DeleteShareGroupOffsetsRequest.DeleteShareGroupOffsetsRequestTopic { TopicName = side.Full(topic) }),
    };
}
