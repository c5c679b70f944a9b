using Weir.Broker.Groups.Streams;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>The assignor of streams groups: every task once, evenly, with as few moves as that goes.</summary>
public sealed class StickyTaskAssignorTests
{
    [Fact]
    public void Tasks_are_spread_evenly_over_members_and_processes()
    {
        Dictionary<string, HashSet<RoleTask>> assigned = Assign([Host("a1", "A"), Host("a2", "A"), Host("b1", "B")], [new("0", 7, false)]);
        Assert.Equal([2, 2, 3], assigned.Values.Select(tasks => tasks.Count).Order());
        Assert.Equal(7, assigned.Values.SelectMany(tasks => tasks).Distinct().Count());
    }

    [Fact]
    public void Stateful_tasks_are_spread_among_themselves()
    {
        Dictionary<string, HashSet<RoleTask>> assigned = Assign([Host("a"), Host("b")], [new("0", 4, false), new("1", 4, true)]);
        Assert.All(assigned.Values, tasks => Assert.Equal((2, 2), (tasks.Count(t => t.Id.Subtopology == "0"), tasks.Count(t => t.Id.Subtopology == "1"))));
    }

    [Fact]
    public void Member_that_joins_gets_its_part_of_the_stateful_tasks_too()
    {
        TaskHost first = Host("a", "A", "0_0 0_1 0_2 0_3 1_0 1_1 1_2 1_3");
        Dictionary<string, HashSet<RoleTask>> assigned = Assign([first, Host("b")], [new("0", 4, false), new("1", 4, true)]);
        Assert.All(assigned.Values, tasks => Assert.Equal(2, tasks.Count(task => task.Id.Subtopology == "1")));
    }

    [Fact]
    public void Member_that_joins_takes_no_more_than_its_share()
    {
        TaskHost first = Host("a", "A", "0_0 0_1 0_2 0_3 0_4");
        Dictionary<string, HashSet<RoleTask>> assigned = Assign([first, Host("b")], [new("0", 5, false)]);
        Assert.Equal(3, assigned["a"].Count);
        Assert.Superset(assigned["a"], first.Current.ToHashSet());
    }

    [Fact]
    public void Nothing_moves_when_nothing_has_changed()
    {
        TaskDemand[] demands = [new("0", 5, false), new("1", 7, true)];
        Dictionary<string, HashSet<RoleTask>> before = Assign([Host("a"), Host("b"), Host("c")], demands, standbys: 1);
        Dictionary<string, HashSet<RoleTask>> after = Assign([.. before.Select(member => new TaskHost(member.Key, member.Key, member.Value))], demands, standbys: 1);
        Assert.All(before, member => Assert.True(member.Value.SetEquals(after[member.Key])));
    }

    [Fact]
    public void Lost_task_goes_where_its_standby_is()
    {
        Dictionary<string, HashSet<RoleTask>> assigned = Assign([Host("b", "B", "1_1"), Host("c", "C", "s1_0")], [new("1", 2, true)], standbys: 1);
        Assert.Contains(new RoleTask(TaskRole.Active, "1", 0), assigned["c"]);
    }

    [Fact]
    public void Standby_tasks_need_a_process_of_their_own()
    {
        Dictionary<string, HashSet<RoleTask>> one = Assign([Host("a1", "A"), Host("a2", "A")], [new("1", 4, true)], standbys: 2);
        Assert.DoesNotContain(one.Values.SelectMany(tasks => tasks), task => task.Role == TaskRole.Standby);

        Dictionary<string, HashSet<RoleTask>> two = Assign([Host("a1", "A"), Host("a2", "A"), Host("b1", "B")], [new("1", 4, true)], standbys: 2);
        Assert.Equal(4, two.Values.SelectMany(tasks => tasks).Count(task => task.Role == TaskRole.Standby));
    }

    [Fact]
    public void Random_groups_get_every_task_once_and_evenly()
    {
        var random = new Random(7);
        for (int round = 0; round < 300; round++)
        {
            TaskDemand[] demands = [new("0", random.Next(1, 9), false), new("1", random.Next(1, 9), true)];
            int standbys = random.Next(3);
            List<TaskHost> hosts = [.. Enumerable.Range(0, random.Next(1, 7)).Select(i => Host($"m{i}", $"p{random.Next(4)}"))];
            for (int change = 0; change < 4; change++)
            {
                Dictionary<string, HashSet<RoleTask>> assigned = Assign(hosts, demands, standbys);
                Check(hosts, demands, standbys, assigned);
                hosts = [.. hosts.Where(_ => random.Next(4) > 0).Select(host => host with { Current = assigned[host.Id] })];
                hosts.AddRange(Enumerable.Range(0, hosts.Count == 0 ? 1 : random.Next(3)).Select(i => Host($"n{change}-{i}", $"p{random.Next(4)}")));
            }
        }
    }

    private static void Check(List<TaskHost> hosts, TaskDemand[] demands, int standbys, Dictionary<string, HashSet<RoleTask>> assigned)
    {
        List<RoleTask> active = [.. assigned.Values.SelectMany(tasks => tasks).Where(task => task.Role == TaskRole.Active)];
        Assert.Equal(demands.Sum(demand => demand.Tasks), active.Distinct().Count());
        Assert.Equal(active.Count, active.Distinct().Count());
        List<int> counts = [.. assigned.Values.Select(tasks => tasks.Count(task => task.Role == TaskRole.Active))];
        Assert.True(counts.Max() - counts.Min() <= 1, string.Join(' ', counts));

        int processes = hosts.Select(host => host.ProcessId).Distinct().Count();
        foreach (TaskId task in demands.Where(demand => demand.IsStateful).SelectMany(demand => demand.All))
        {
            List<string> holders = [.. hosts.Where(host => assigned[host.Id].Any(held => held.Id == task)).Select(host => host.ProcessId)];
            Assert.Equal(Math.Min(processes, 1 + standbys), holders.Count);
            Assert.Equal(holders.Count, holders.Distinct().Count());
        }
    }

    private static TaskHost Host(string id, string? process = null, string current = "") => new(id, process ?? id, StreamsScene.Parse(current));

    private static Dictionary<string, HashSet<RoleTask>> Assign(IReadOnlyList<TaskHost> hosts, IReadOnlyList<TaskDemand> demands, int standbys = 0) =>
        StickyTaskAssignor.Assign(hosts, demands, standbys);
}
