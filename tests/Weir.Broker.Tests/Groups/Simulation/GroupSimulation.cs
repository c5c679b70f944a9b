using Weir.Broker.Groups;

namespace Weir.Broker.Tests.Groups.Simulation;

/// <summary>
/// One random schedule: members come, go and commit over a network that loses, doubles and reorders messages, under a coordinator that crashes.
/// Then everything calms down, and the group must settle.
/// </summary>
internal sealed class GroupSimulation
{
    private const int ChaosMs = 60_000;

    // A member that vanished last holds up one rebalance by its session, one by the rebalance timeout; a lost answer costs a request timeout each.
    private const int SettleMs = 120_000;

    private readonly Random _random;
    private readonly bool _cooperative;
    private readonly List<SimulatedMember> _members = [];
    private readonly SimulatedCoordinator _coordinator;
    private bool _isCalm;
    private long _nextOffset;

    public GroupSimulation(int seed, bool cooperative)
    {
        _random = new Random(seed);
        _cooperative = cooperative;
        var options = new GroupOptions { InitialRebalanceDelayMs = _random.Next(2) * 3_000 };
        _coordinator = new SimulatedCoordinator(Clock, _random, options);
        int count = _random.Next(2, 7);
        for (int i = 0; i < count; i++)
        {
            bool isStatic = _random.Next(3) == 0;
            short version = isStatic ? (short)(_random.Next(2) == 0 ? 5 : 9) : (short)(_random.Next(2) == 0 ? 3 : 9);
            _members.Add(new SimulatedMember(this, $"m{i}", isStatic ? $"i{i}" : null, cooperative, version));
        }
    }

    public SimulationClock Clock { get; } = new();

    public SimulationInvariants Invariants { get; } = new();

    public void Run()
    {
        foreach (SimulatedMember member in _members)
        {
            Clock.After(_random.Next(10_000), member.Start);
        }

        ScheduleChaos();
        Clock.RunUntil(ChaosMs, Check);
        _isCalm = true;
        Clock.RunUntil(ChaosMs + SettleMs, Check);
        CheckSettled();
    }

    public long NextOffset() => ++_nextOffset;

    /// <summary>Sends a request over the network and its answer back.</summary>
    /// <param name="what">For messages.</param>
    /// <param name="handle">Runs at the coordinator.</param>
    /// <param name="receive">Runs at the member with each copy of the answer.</param>
    /// <param name="observe">Runs at the coordinator when it answers.</param>
    public void Send<T>(string what, Action<GroupMachine, IReplyTo<T>> handle, Action<T> receive, Action<T>? observe = null) => Transmit(() =>
    {
        var reply = new SimulatedReply<T>(what, response =>
        {
            observe?.Invoke(response);
            Transmit(() => receive(response));
        });
        _coordinator.Handle(machine => handle(machine, reply), reply);
    });

    private void Transmit(Action deliver)
    {
        if (_isCalm)
        {
            Clock.After(_random.Next(5), deliver);
            return;
        }

        int fate = _random.Next(100);
        int copies = fate < 5 ? 0 : fate < 10 ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            // Mostly quick; now and then slow enough to be overtaken by retries and later generations.
            Clock.After(_random.Next(20) == 0 ? _random.Next(10_000) : _random.Next(50), deliver);
        }
    }

    private void ScheduleChaos()
    {
        for (int at = 0; at < ChaosMs; at += _random.Next(200, 2_000))
        {
            int when = at;
            Clock.After(when, DisturbSomething);
        }
    }

    private void DisturbSomething()
    {
        SimulatedMember member = _members[_random.Next(_members.Count)];
        switch (_random.Next(20))
        {
            case 0:
                _coordinator.Crash();
                break;
            case 1 or 2:
                member.Kill();
                Clock.After(_random.Next(15_000), () => StartUnlessAlive(member));
                break;
            case 3 when member.IsAlive:
                member.Leave();
                Clock.After(_random.Next(15_000), () => StartUnlessAlive(member));
                break;
            case 4:
                member.Rejoin();
                break;
            case 5:
                _coordinator.Handle(machine => machine.Clean());
                break;
            default:
                member.Commit();
                break;
        }
    }

    private void StartUnlessAlive(SimulatedMember member)
    {
        if (!member.IsAlive && !_isCalm)
        {
            member.Start();
        }
    }

    private void Check() => Invariants.Check(_coordinator);

    private void CheckSettled()
    {
        var alive = _members.Where(m => m.IsAlive).ToList();
        string actual = string.Join(", ", _members.Select(m => $"{m.Name} {(m.IsAlive ? m.IsStable ? "stable" : "alive" : "gone")} [{string.Join(' ', m.Owned.Order())}]"));
        GroupState expected = alive.Count == 0 ? GroupState.Empty : GroupState.Stable;
        if (_coordinator.Machine.State != expected || !alive.TrueForAll(m => m.IsStable) || _coordinator.Machine.Describe().Members.Count != alive.Count)
        {
            throw new SimulationException($"The group did not settle: it is {_coordinator.Machine.State} with {_coordinator.Machine.Describe().Members.Count} members; {actual}.");
        }

        CheckAssignments(alive, actual);
        if (_coordinator.Unanswered.FirstOrDefault() is { } forgotten)
        {
            throw new SimulationException($"{forgotten.What} was never answered.");
        }
    }

    private void CheckAssignments(List<SimulatedMember> alive, string actual)
    {
        var assigned = _coordinator.Machine.Describe().Members.ToDictionary(m => m.MemberId, m => SimulatedAssignor.DecodeAssignment(m.MemberAssignment));
        if (!alive.TrueForAll(m => m.Owned.SetEquals(assigned[m.MemberId])))
        {
            throw new SimulationException($"The members do not hold what the group says: {actual}.");
        }

        // Whether a cooperative assignor comes to an end after it has seen late copies of joins is its own affair, not the group's.
        if (!_cooperative && alive.Count > 0 && !alive.SelectMany(m => m.Owned).Order().SequenceEqual(Enumerable.Range(0, SimulatedAssignor.PartitionCount)))
        {
            throw new SimulationException($"Not every partition has one owner: {actual}.");
        }
    }
}
