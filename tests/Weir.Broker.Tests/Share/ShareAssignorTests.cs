using Weir.Broker.Groups.Consumer;
using Weir.Broker.Groups.Share;

namespace Weir.Broker.Tests.Share;

public sealed class ShareAssignorTests
{
    private static readonly Guid Topic = Guid.Parse("6f1b1d6e-9a42-4d9a-8a33-0a5d0e6b2f11");
    private static readonly Guid Other = Guid.Parse("7f1b1d6e-9a42-4d9a-8a33-0a5d0e6b2f11");

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 7)]
    [InlineData(4, 4)]
    [InlineData(5, 2)]
    [InlineData(9, 4)]
    [InlineData(3, 1)]
    public void Assign_leaves_nobody_and_nothing_out_and_spreads_evenly(int members, int partitions)
    {
        Dictionary<string, HashSet<TopicIdPartition>> assigned = Assign(partitions, Enumerable.Range(0, members).Select(i => Member($"m{i}")));

        int[] perMember = [.. assigned.Values.Select(given => given.Count)];
        int[] perPartition = [.. Enumerable.Range(0, partitions).Select(i => assigned.Values.Count(given => given.Contains(new TopicIdPartition(Topic, i))))];
        Assert.True(perMember.Min() > 0 && perPartition.Min() > 0);
        Assert.True(perMember.Max() - perMember.Min() <= 1 && perPartition.Max() - perPartition.Min() <= 1);
    }

    [Fact]
    public void Assign_changes_nothing_when_nothing_has_changed()
    {
        Dictionary<string, HashSet<TopicIdPartition>> first = Assign(2, Enumerable.Range(0, 5).Select(i => Member($"m{i}")));
        Dictionary<string, HashSet<TopicIdPartition>> second = Assign(2, first.Select(given => Member(given.Key, given.Value)));

        Assert.All(first, given => Assert.Equal(given.Value, second[given.Key]));
    }

    [Fact]
    public void Assign_gives_members_only_what_they_subscribe_to()
    {
        var members = new[]
        {
            new AssignmentMember("a", null, new HashSet<Guid> { Topic }, ShareMember.NoPartitions),
            new AssignmentMember("b", null, new HashSet<Guid> { Other }, ShareMember.NoPartitions),
            new AssignmentMember("c", null, new HashSet<Guid>(), ShareMember.NoPartitions),
        };

        Dictionary<string, HashSet<TopicIdPartition>> assigned = new SimpleShareAssignor().Assign(members, new Dictionary<Guid, int> { [Topic] = 2, [Other] = 1 });

        Assert.Equal([new(Topic, 0), new(Topic, 1)], assigned["a"].OrderBy(partition => partition.Partition));
        Assert.Equal([new TopicIdPartition(Other, 0)], assigned["b"]);
        Assert.Empty(assigned["c"]);
    }

    private static AssignmentMember Member(string id, IReadOnlySet<TopicIdPartition>? current = null) => new(id, null, new HashSet<Guid> { Topic }, current ?? ShareMember.NoPartitions);

    private static Dictionary<string, HashSet<TopicIdPartition>> Assign(int partitions, IEnumerable<AssignmentMember> members) =>
        new SimpleShareAssignor().Assign([.. members], new Dictionary<Guid, int> { [Topic] = partitions });
}
