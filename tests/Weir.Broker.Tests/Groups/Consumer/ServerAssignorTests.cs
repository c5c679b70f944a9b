using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>The assignors: everything assigned once, to subscribers, evenly, with as few moves as that takes.</summary>
public sealed class ServerAssignorTests
{
    private static readonly Guid TopicA = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid TopicB = new("00000000-0000-0000-0000-00000000000b");

    [Fact]
    public void Range_gives_contiguous_ranges_of_every_topic()
    {
        var assigned = new RangeServerAssignor().Assign([Member("m2", TopicA, TopicB), Member("m1", TopicA, TopicB)], Counts(3, 2));
        Assert.Equal(Set((TopicA, 0), (TopicA, 1), (TopicB, 0)), assigned["m1"]);
        Assert.Equal(Set((TopicA, 2), (TopicB, 1)), assigned["m2"]);
    }

    [Fact]
    public void Range_orders_static_members_by_instance_before_dynamic_ones()
    {
        var assigned = new RangeServerAssignor().Assign([Member("a", TopicA), Member("z", TopicA) with { InstanceId = "1" }], Counts(3, 0));
        Assert.Equal(Set((TopicA, 0), (TopicA, 1)), assigned["z"]);
    }

    [Fact]
    public void Uniform_moves_only_what_a_newcomer_needs()
    {
        var uniform = new UniformServerAssignor();
        var first = uniform.Assign([Member("m1", TopicA), Member("m2", TopicA)], Counts(9, 0));
        AssignmentMember[] more = [Member("m1", TopicA) with { Current = first["m1"] }, Member("m2", TopicA) with { Current = first["m2"] }, Member("m3", TopicA)];
        var second = uniform.Assign(more, Counts(9, 0));
        Assert.All(second.Values, partitions => Assert.Equal(3, partitions.Count));
        Assert.Subset(first["m1"], second["m1"]);
        Assert.Subset(first["m2"], second["m2"]);
    }

    [Fact]
    public void Any_input_is_assigned_wholly_and_evenly()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            Guid[] topics = [.. Enumerable.Range(1, 4).Select(i => new Guid(i, 0, 0, new byte[8]))];
            Dictionary<Guid, int> counts = topics.ToDictionary(t => t, _ => random.Next(1, 12));
            List<AssignmentMember> members = [.. Enumerable.Range(0, random.Next(1, 7)).Select(i => Member($"m{i}", [.. topics.Where(_ => random.Next(3) > 0)]))];
            foreach (IServerAssignor assignor in new IServerAssignor[] { new UniformServerAssignor(), new RangeServerAssignor() })
            {
                var assigned = assignor.Assign(members, counts);
                Check(seed, members, counts, assigned, isUniform: assignor.Name == "uniform");
                if (assignor.Name == "uniform")
                {
                    var again = assignor.Assign([.. members.Select(m => m with { Current = assigned[m.Id] })], counts);
                    Assert.All(members, m => Assert.True(assigned[m.Id].SetEquals(again[m.Id]), $"seed {seed}: not sticky"));
                }
            }
        }
    }

    private static void Check(
        int seed, List<AssignmentMember> members, Dictionary<Guid, int> counts, Dictionary<string, HashSet<TopicIdPartition>> assigned, bool isUniform)
    {
        List<TopicIdPartition> expected =
            [.. counts.Where(c => members.Any(m => m.Topics.Contains(c.Key))).SelectMany(c => Enumerable.Range(0, c.Value).Select(p => new TopicIdPartition(c.Key, p)))];
        Assert.True(expected.ToHashSet().SetEquals(assigned.Values.SelectMany(a => a)), $"seed {seed}: not all assigned");
        Assert.Equal(expected.Count, assigned.Values.Sum(a => a.Count));
        foreach (AssignmentMember member in members)
        {
            Assert.All(assigned[member.Id], p => Assert.Contains(p.TopicId, member.Topics));
            foreach (AssignmentMember other in members.Where(o => isUniform && assigned[member.Id].Any(p => o.Topics.Contains(p.TopicId))))
            {
                Assert.True(assigned[member.Id].Count - assigned[other.Id].Count <= 1, $"seed {seed}: {member.Id} has too many beside {other.Id}");
            }
        }
    }

    private static AssignmentMember Member(string id, params Guid[] topics) => new(id, null, topics.ToHashSet(), ConsumerMember.NoPartitions);

    private static Dictionary<Guid, int> Counts(int a, int b) => b == 0 ? new() { [TopicA] = a } : new() { [TopicA] = a, [TopicB] = b };

    private static HashSet<TopicIdPartition> Set(params (Guid Topic, int Partition)[] partitions) => [.. partitions.Select(p => new TopicIdPartition(p.Topic, p.Partition))];
}
