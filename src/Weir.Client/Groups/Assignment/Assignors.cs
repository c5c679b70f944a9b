namespace Weir.Client.Groups.Assignment;

internal static class Assignors
{
    public static IPartitionAssignor For(AssignmentStrategy strategy) => strategy switch
    {
        AssignmentStrategy.Range => new RangeAssignor(),
        AssignmentStrategy.RoundRobin => new RoundRobinAssignor(),
        AssignmentStrategy.Sticky => new StickyAssignor(),
        AssignmentStrategy.CooperativeSticky => new CooperativeStickyAssignor(),
        _ => throw new ClientConfigurationException("partition.assignment.strategy", strategy.ToString(), "name range, roundrobin, sticky or cooperative-sticky."),
    };
}
