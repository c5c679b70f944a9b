using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DescribeClientQuotas by every kind of match.</summary>
internal sealed class DescribeClientQuotas(Dice dice) : RequestStep<DescribeClientQuotasRequest, DescribeClientQuotasResponse>(dice)
{
    private readonly string _type = dice.Mostly("client-id", "user", "planet");
    private readonly sbyte _match = dice.Mostly<sbyte>(0, 1, 2, 3);
    private readonly string _client = dice.Pick("q0", "q1");
    private readonly bool _isStrict = dice.Chance(50);

    protected override DescribeClientQuotasRequest Build(Side side) => new()
    {
        Strict = _isStrict,
        Components = [new() { EntityType = _type, MatchType = _match, Match = _match == 0 ? side.Full(_client) : null }],
    };

    protected override void Keep(Side side, DescribeClientQuotasResponse response) => response.Entries?.RemoveAll(e => !e.Entity.Exists(n => side.Names.IsOurs(n.EntityName)));
}
