using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>AlterClientQuotas of client ids that nobody uses, right and wrong.</summary>
internal sealed class AlterClientQuotas(Dice dice) : RequestStep<AlterClientQuotasRequest, AlterClientQuotasResponse>(dice)
{
    private readonly string _type = dice.Mostly("client-id", "user", "ip", "planet");
    private readonly string _client = dice.Pick("q0", "q1");
    private readonly List<(string Key, double Value, bool Remove)> _changes = [.. dice.Some(2, () => (
        dice.Mostly(dice.Pick("producer_byte_rate", "consumer_byte_rate", "request_percentage", "controller_mutation_rate"), "no_such", "connection_creation_rate"), dice.Mostly(dice.Pick(1000.0, 5.5), -1.0, 0.0), dice.Chance(25))).Where(c => c.Item1 is not ("no_such" or "connection_creation_rate") || !c.Item3).DistinctBy(c => c.Item1)];
    private readonly bool _validateOnly = dice.Chance(20);

    protected override AlterClientQuotasRequest Build(Side side) => new()
    {
        ValidateOnly = _validateOnly,
        Entries =
        [
            new()
            {
                Entity = [new() { EntityType = _type, EntityName = _type == "ip" ? "10.1.2.3" : side.Full(_client) }],
                Ops = _changes.ConvertAll(c => new AlterClientQuotasRequest.OpData { Key = c.Key, Value = c.Value, Remove = c.Remove }),
            },
        ],
    };

    protected override Task LearnAsync(Side side, AlterClientQuotasRequest request, AlterClientQuotasResponse response) => side.SettleMetadataAsync();
}
