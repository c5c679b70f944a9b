namespace Weir.Broker.Groups.Streams;

/// <summary>
/// The assignor of streams groups, <c>sticky</c> (KIP-1071): active tasks evenly over the members, each where it was if that is fair, else where its state is,
/// else on the least loaded process; then standby tasks on other processes than the active one, where they were if that is fair.
/// </summary>
/// <remarks>Thread model: one assignment on one thread's stack.</remarks>
internal sealed class StickyTaskAssignor
{
    private readonly IReadOnlyList<TaskHost> _hosts;
    private readonly Dictionary<string, HashSet<RoleTask>> _assigned;
    private readonly Dictionary<string, int> _active;
    private readonly Dictionary<string, int> _processMembers;
    private readonly Dictionary<string, int> _processLoad;
    private readonly Dictionary<RoleTask, List<TaskHost>> _previous = [];

    private StickyTaskAssignor(IReadOnlyList<TaskHost> hosts)
    {
        _hosts = hosts;
        _assigned = hosts.ToDictionary(host => host.Id, _ => new HashSet<RoleTask>(), StringComparer.Ordinal);
        _active = hosts.ToDictionary(host => host.Id, _ => 0, StringComparer.Ordinal);
        _processMembers = hosts.GroupBy(host => host.ProcessId, StringComparer.Ordinal).ToDictionary(process => process.Key, process => process.Count(), StringComparer.Ordinal);
        _processLoad = _processMembers.Keys.ToDictionary(process => process, _ => 0, StringComparer.Ordinal);
        foreach (TaskHost host in hosts)
        {
            foreach (RoleTask task in host.Current)
            {
                if (!_previous.TryGetValue(task, out List<TaskHost>? holders))
                {
                    _previous.Add(task, holders = []);
                }

                holders.Add(host);
            }
        }
    }

    /// <param name="hosts">The members.</param>
    /// <param name="demands">The tasks there are.</param>
    /// <param name="standbyReplicas">Standby tasks for each stateful task, as far as there are processes for them.</param>
    /// <returns>What each member is to have; every active task is with exactly one, if there is any.</returns>
    public static Dictionary<string, HashSet<RoleTask>> Assign(IReadOnlyList<TaskHost> hosts, IReadOnlyList<TaskDemand> demands, int standbyReplicas)
    {
        var assignor = new StickyTaskAssignor(hosts);
        if (hosts.Count > 0)
        {
            List<TaskId> stateful = [.. demands.Where(demand => demand.IsStateful).SelectMany(demand => demand.All)];

            // Tasks with state first and by themselves: the others fill up what room that leaves.
            assignor.AssignActive(stateful);
            assignor.AssignActive([.. demands.Where(demand => !demand.IsStateful).SelectMany(demand => demand.All)]);
            assignor.AssignStandby(stateful, standbyReplicas);
        }

        return assignor._assigned;
    }

    private void AssignActive(List<TaskId> tasks)
    {
        int total = _active.Values.Sum() + tasks.Count;
        int share = total / _hosts.Count;
        int withOneMore = (total % _hosts.Count) - _active.Values.Count(given => given > share);
        List<TaskId> homeless = [.. tasks.Where(task => !TryKeep(new RoleTask(TaskRole.Active, task), TaskRole.Active))];
        homeless.RemoveAll(task => TryKeep(new RoleTask(TaskRole.Active, task), TaskRole.Standby));
        foreach (TaskId task in homeless)
        {
            Give(Lightest(_hosts.Where(HasRoom)), new RoleTask(TaskRole.Active, task));
        }

        // A member over its even share uses up one of the places the remainder leaves.
        bool HasRoom(TaskHost host) => _active[host.Id] < share || (_active[host.Id] == share && withOneMore > 0);

        bool TryKeep(RoleTask task, TaskRole before)
        {
            TaskHost? host = PreviousOf(task with { Role = before }).FirstOrDefault(HasRoom);
            if (host is not null)
            {
                Give(host, task);
            }

            return host is not null;
        }

        void Give(TaskHost host, RoleTask task)
        {
            withOneMore -= _active[host.Id]++ == share ? 1 : 0;
            Place(host, task);
        }
    }

    private void AssignStandby(List<TaskId> tasks, int replicas)
    {
        int fairShare = (_assigned.Values.Sum(given => given.Count) + (tasks.Count * replicas) + _hosts.Count - 1) / _hosts.Count;
        for (int replica = 0; replica < replicas; replica++)
        {
            List<TaskId> homeless = [.. tasks.Where(task => !TryKeep(task, TaskRole.Standby) && !TryKeep(task, TaskRole.Active))];
            foreach (TaskId task in homeless)
            {
                List<TaskHost> able = [.. _hosts.Where(host => !IsOnProcessOf(host, task))];
                if (able.Count > 0)
                {
                    Place(Lightest(able), new RoleTask(TaskRole.Standby, task));
                }
            }
        }

        bool TryKeep(TaskId task, TaskRole before)
        {
            TaskHost? host = PreviousOf(new RoleTask(before, task)).FirstOrDefault(host => _assigned[host.Id].Count < fairShare && !IsOnProcessOf(host, task));
            if (host is not null)
            {
                Place(host, new RoleTask(TaskRole.Standby, task));
            }

            return host is not null;
        }
    }

    private List<TaskHost> PreviousOf(RoleTask task) => _previous.GetValueOrDefault(task) ?? [];

    private bool IsOnProcessOf(TaskHost host, TaskId task) => _hosts.Any(other => other.ProcessId == host.ProcessId
        && (_assigned[other.Id].Contains(new RoleTask(TaskRole.Active, task)) || _assigned[other.Id].Contains(new RoleTask(TaskRole.Standby, task))));

    /// <summary>The least loaded member of the process with the fewest tasks for its members.</summary>
    private TaskHost Lightest(IEnumerable<TaskHost> hosts) => hosts
        .OrderBy(host => (double)_processLoad[host.ProcessId] / _processMembers[host.ProcessId])
        .ThenBy(host => _assigned[host.Id].Count)
        .ThenBy(host => host.Id, StringComparer.Ordinal)
        .First();

    private void Place(TaskHost host, RoleTask task)
    {
        _assigned[host.Id].Add(task);
        _processLoad[host.ProcessId]++;
    }
}
