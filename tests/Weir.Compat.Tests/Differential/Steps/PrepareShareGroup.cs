using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Has the share group begin with the first record, and keep locks for as long as it may: none ends during a sequence.</summary>
internal sealed class PrepareShareGroup(Dice dice) : RequestStep<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(dice)
{
    protected override IncrementalAlterConfigsRequest Build(Side side) => new()
    {
        Resources =
        [
            new()
            {
                ResourceType = Resources.Group,
                ResourceName = side.Full(Sharing.Group),
                Configs = [new() { Name = "share.auto.offset.reset", Value = "earliest" }, new() { Name = "share.record.lock.duration.ms", Value = "60000" }],
            },
        ],
    };

    protected override Task LearnAsync(Side side, IncrementalAlterConfigsRequest request, IncrementalAlterConfigsResponse response) => side.SettleMetadataAsync();
}
