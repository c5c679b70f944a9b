using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DescribeCluster of brokers, and of controllers, which a broker does not tell of.</summary>
internal sealed class DescribeCluster(Dice dice) : RequestStep<DescribeClusterRequest, DescribeClusterResponse>(dice)
{
    private readonly bool _includesOperations = dice.Chance(50);
    private readonly sbyte _endpointType = dice.Mostly<sbyte>(1, 2, 3);
    private readonly bool _includesFenced = dice.Chance(50);

    protected override DescribeClusterRequest Build(Side side) => new()
    {
        IncludeClusterAuthorizedOperations = _includesOperations,
        EndpointType = Version >= 1 ? _endpointType : (sbyte)1,
        IncludeFencedBrokers = Version >= 2 && _includesFenced,
    };
}
