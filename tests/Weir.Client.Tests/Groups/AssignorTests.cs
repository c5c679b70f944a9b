using Weir.Client.Groups.Assignment;

namespace Weir.Client.Tests.Groups;

public sealed class AssignorTests
{
    [Fact]
    public void Range_uneven_partitions_go_to_the_first_members_of_each_topic()
    {
        // The example of Java's RangeAssignor.
        var assignment = new RangeAssignor().Assign([Member("C0", "t0", "t1"), Member("C1", "t0", "t1")], Counts(("t0", 3), ("t1", 3)));

        Assert.Equal(["t0-0", "t0-1", "t1-0", "t1-1"], Names(assignment["C0"]));
        Assert.Equal(["t0-2", "t1-2"], Names(assignment["C1"]));
    }

    [Fact]
    public void Range_static_members_are_sorted_by_instance_id()
    {
        AssignorMember late = Member("A", "t") with { InstanceId = "2" };
        AssignorMember early = Member("B", "t") with { InstanceId = "1" };

        var assignment = new RangeAssignor().Assign([late, early, Member("0", "t")], Counts(("t", 4)));

        Assert.Equal(["t-0", "t-1"], Names(assignment["B"]));
        Assert.Equal(["t-2"], Names(assignment["A"]));
        Assert.Equal(["t-3"], Names(assignment["0"]));
    }

    [Fact]
    public void RoundRobin_equal_subscriptions_take_turns()
    {
        // The examples of Java's RoundRobinAssignor.
        var assignment = new RoundRobinAssignor().Assign([Member("C0", "t0", "t1"), Member("C1", "t0", "t1")], Counts(("t0", 3), ("t1", 3)));

        Assert.Equal(["t0-0", "t0-2", "t1-1"], Names(assignment["C0"]));
        Assert.Equal(["t0-1", "t1-0", "t1-2"], Names(assignment["C1"]));
    }

    [Fact]
    public void RoundRobin_members_without_the_topic_are_passed_over()
    {
        var assignment = new RoundRobinAssignor().Assign(
            [Member("C0", "t0"), Member("C1", "t0", "t1"), Member("C2", "t0", "t1", "t2")], Counts(("t0", 1), ("t1", 2), ("t2", 3)));

        Assert.Equal(["t0-0"], Names(assignment["C0"]));
        Assert.Equal(["t1-0"], Names(assignment["C1"]));
        Assert.Equal(["t1-1", "t2-0", "t2-1", "t2-2"], Names(assignment["C2"]));
    }

    [Fact]
    public void Sticky_member_that_leaves_moves_only_its_own_partitions()
    {
        AssignorMember[] members = [Owning("A", "t-0", "t-3"), Owning("B", "t-1", "t-4")];

        var assignment = new StickyAssignor().Assign(members, Counts(("t", 6)));

        Assert.Superset(new HashSet<string> { "t-0", "t-3" }, Names(assignment["A"]).ToHashSet());
        Assert.Superset(new HashSet<string> { "t-1", "t-4" }, Names(assignment["B"]).ToHashSet());
        Assert.Equal((3, 3), (assignment["A"].Count, assignment["B"].Count));
    }

    [Fact]
    public void Sticky_claims_of_an_older_generation_give_way()
    {
        AssignorMember[] members = [Owning("A", "t-0", "t-1") with { Generation = 3 }, Owning("B", "t-0") with { Generation = 4 }];

        var assignment = new StickyAssignor().Assign(members, Counts(("t", 2)));

        Assert.Equal(["t-1"], Names(assignment["A"]));
        Assert.Equal(["t-0"], Names(assignment["B"]));
    }

    [Fact]
    public void CooperativeSticky_partition_with_an_owner_is_held_back_for_a_round()
    {
        AssignorMember[] members = [Owning("A", "t-0", "t-1", "t-2", "t-3"), Member("B", "t")];

        var first = new CooperativeStickyAssignor().Assign(members, Counts(("t", 4)));
        Assert.Equal(2, first["A"].Count);
        Assert.Empty(first["B"]);

        members = [members[0] with { Owned = first["A"] }, members[1]];
        var second = new CooperativeStickyAssignor().Assign(members, Counts(("t", 4)));
        Assert.Equal(first["A"].Order(Comparer), second["A"].Order(Comparer));
        Assert.Equal(2, second["B"].Count);
    }

    [Fact]
    public void Sticky_random_groups_stay_complete_balanced_and_sticky()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var counts = Counts([.. Enumerable.Range(0, random.Next(1, 5)).Select(i => ($"t{i}", random.Next(1, 20)))]);
            bool isUniform = random.Next(2) == 0;
            List<AssignorMember> members = [.. Enumerable.Range(0, random.Next(1, 7)).Select(i => Member(
                $"m{i}", isUniform ? [.. counts.Keys] : [.. counts.Keys.Where(_ => random.Next(3) > 0).DefaultIfEmpty("t0")]))];
            for (int round = 0; round < 6; round++)
            {
                var assignment = new StickyAssignor().Assign(members, counts);
                Check(members, counts, assignment, seed);

                // Without a change nothing moves.
                List<AssignorMember> same = [.. members.Select(m => m with { Owned = assignment[m.MemberId], Generation = round })];
                var again = new StickyAssignor().Assign(same, counts);
                Assert.All(again, item => Assert.Equal(assignment[item.Key].ToHashSet(), item.Value.ToHashSet()));

                members = same;
                if (random.Next(2) == 0 && members.Count > 1)
                {
                    members.RemoveAt(random.Next(members.Count));
                }
                else
                {
                    members.Add(Member($"n{round}", [.. counts.Keys]));
                }
            }
        }
    }

    private static Comparer<TopicPartition> Comparer { get; } = Comparer<TopicPartition>.Create(static (a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    private static void Check(
        List<AssignorMember> members, Dictionary<string, int> counts, Dictionary<string, List<TopicPartition>> assignment, int seed)
    {
        List<TopicPartition> all = [.. assignment.Values.SelectMany(static partitions => partitions)];
        HashSet<string> subscribed = [.. members.SelectMany(static member => member.Topics)];
        Assert.Equal(counts.Where(topic => subscribed.Contains(topic.Key)).Sum(static topic => topic.Value), all.Count);
        Assert.Equal(all.Count, all.Distinct().Count());
        foreach (AssignorMember member in members)
        {
            List<TopicPartition> own = assignment[member.MemberId];
            Assert.All(own, partition => Assert.Contains(partition.Topic, member.Topics));
            foreach (AssignorMember other in members)
            {
                bool couldTakeOne = own.Exists(partition => other.Topics.Contains(partition.Topic));
                Assert.True(!couldTakeOne || own.Count - assignment[other.MemberId].Count < 2, $"seed {seed}: {member.MemberId} has too many");
            }
        }
    }

    private static AssignorMember Member(string id, params string[] topics) => new(id, null, topics, [], -1);

    private static AssignorMember Owning(string id, params string[] partitions) =>
        new(id, null, ["t"], [.. partitions.Select(static name => new TopicPartition("t", int.Parse(name.AsSpan(2))))], 1);

    private static Dictionary<string, int> Counts(params (string Topic, int Count)[] counts) => counts.ToDictionary(static c => c.Topic, static c => c.Count);

    private static IEnumerable<string> Names(IEnumerable<TopicPartition> partitions) => partitions.Order(Comparer).Select(static partition => partition.ToString());
}
