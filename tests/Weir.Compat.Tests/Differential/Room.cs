using Weir.Compat.Tests.Harness;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential;

/// <summary>
/// A classic group of several members as one broker has it. Who joins waits for the others, so questions stay open over several steps. A step ends when the broker
/// has taken what was asked: when it answers, or when the group shows it. Then the group's state says which answers must be there.
/// </summary>
/// <remarks>Thread model: one step at a time.</remarks>
internal sealed class Room(Side side, string group) : IDisposable
{
    public const string Joining = "PreparingRebalance";
    public const string Syncing = "CompletingRebalance";
    public const string Stable = "Stable";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<RoomQuestion> _open = [];
    private readonly List<WireCaller> _callers = [];
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private string _leaderId = "";
    private string? _returningLeader;

    public int Generation { get; private set; } = -1;

    /// <summary>The group's state after the last step.</summary>
    public string State { get; private set; } = "Dead";

    /// <summary>Those that have joined, or try to, by name.</summary>
    public SortedDictionary<string, RoomMember> Members { get; } = new(StringComparer.Ordinal);

    public string? Leader => Members.Values.FirstOrDefault(member => member.Id.Length > 0 && member.Id == _leaderId)?.Name;

    public bool IsWaiting(string name) => _open.Exists(question => question.Who.Name == name);

    public bool IsJoining(string name) => _open.Exists(question => question.Who.Name == name && question.IsJoin);

    /// <summary>A member that is new, or comes again: it gets a connection of its own.</summary>
    public async Task<RoomMember> EnterAsync(string name, string? instance)
    {
        _returningLeader = Leader == name ? name : null;
        var caller = await side.ConnectAsync();
        _callers.Add(caller);
        return Members[name] = new RoomMember(name, caller) { Instance = instance };
    }

    /// <summary>Asks, and leaves the answer open.</summary>
    public RoomQuestion Ask(RoomMember who, bool isJoin, Task<object> answer)
    {
        var question = new RoomQuestion(who, isJoin, answer);
        _open.Add(question);
        return question;
    }

    /// <summary>A member is gone: what it has asked is answered.</summary>
    public void Leave(string name)
    {
        _open.FindAll(question => question.Who.Name == name).ForEach(question => question.IsMoot = true);
        Members.Remove(name);
    }

    /// <summary>Waits until the broker has taken a JoinGroup: it is answered, or makes the group rebalance, or, where it did already, shows a new member.</summary>
    public async Task UntilTakenAsync(RoomQuestion question)
    {
        if (State is "Dead" or "Empty")
        {
            question.IsMoot = true;
            return;
        }

        var wasJoining = State == Joining;
        var started = TimeProvider.System.GetTimestamp();
        while (!question.Answer.IsCompleted && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            var now = await DescribeAsync();
            if (wasJoining ? now.Members.Exists(member => !_shown.Contains(member.MemberId)) : now.GroupState == Joining)
            {
                return;
            }
        }
    }

    /// <summary>Waits until the broker has taken the JoinGroup requests of all that a rebalance waits for: it is over, or they are refused.</summary>
    public async Task UntilAllTakenAsync(IReadOnlyList<RoomQuestion> questions)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!questions.All(question => question.Answer.IsCompleted) && (await DescribeAsync()).GroupState == Joining && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
        }
    }

    /// <summary>Gathers the answers that must be there by now, by the group's state.</summary>
    public async Task<List<string>> SettleAsync()
    {
        foreach (var question in _open.Where(question => question.IsMoot))
        {
            await AnswerAsync(question);
        }

        var now = await DescribeAsync();
        State = now.GroupState;
        LearnIds(now);
        var answered = new List<(RoomQuestion Question, object Answer)>();
        foreach (var question in _open.ToList())
        {
            if (question.Answer.IsCompleted || State != (question.IsJoin ? Joining : Syncing))
            {
                answered.Add((question, await AnswerAsync(question)));
                _open.Remove(question);
            }
        }

        answered.ForEach(a => Learn(a.Question.Who, a.Answer));
        return [$"the group is {State}", .. answered.OrderBy(a => a.Question.Who.Name, StringComparer.Ordinal).SelectMany(a => Text(a.Question, a.Answer))];
    }

    public void Dispose() => _callers.ForEach(caller => caller.Dispose());

    private static async Task<object> AnswerAsync(RoomQuestion question)
    {
        try
        {
            return await question.Answer.WaitAsync(Patience);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return "not answered";
        }
    }

    private IEnumerable<string> Text(RoomQuestion question, object answer) => answer is string
        ? [$"{question.Who.Name}: {answer}"]
        : side.Describe(question.IsJoin ? ApiKey.JoinGroup : ApiKey.SyncGroup, answer).Select(line => $"{question.Who.Name}: {line}");

    private void Learn(RoomMember who, object answer)
    {
        if (answer is not JoinGroupResponse joined)
        {
            return;
        }

        if (joined.ErrorCode is ErrorCode.UnknownMemberId or ErrorCode.FencedInstanceId)
        {
            Members.Remove(who.Name);
        }
        else if (joined.ErrorCode == ErrorCode.None)
        {
            Name(who, joined.MemberId);
            (Generation, _leaderId) = (joined.GenerationId, joined.Leader);
            if (_returningLeader == who.Name && State == Stable)
            {
                _leaderId = joined.MemberId;
            }
        }
        else if (who.Id.Length == 0)
        {
            Members.Remove(who.Name);
        }
    }

    // Members whose ids the broker has made up, before it has told them.
    private void LearnIds(DescribeGroupsResponse.DescribedGroup now)
    {
        _shown.Clear();
        foreach (var shown in now.Members)
        {
            _shown.Add(shown.MemberId);
            if (Members.Values.All(member => member.Id != shown.MemberId)
                && Members.Values.FirstOrDefault(member => member.Id.Length == 0 && (member.Instance is null ? shown.GroupInstanceId is null : shown.GroupInstanceId == side.Full(member.Instance))) is { } found)
            {
                Name(found, shown.MemberId);
            }
        }
    }

    private void Name(RoomMember who, string id)
    {
        who.Id = id;
        side.Names.AddText(id, $"{who.Name} of {group}");
    }

    // Kafka shows a group that is new once it has written something.
    private async Task<DescribeGroupsResponse.DescribedGroup> DescribeAsync()
    {
        var write = new OffsetCommitRequest { GroupId = side.Full("fence"), GenerationIdOrMemberEpoch = -1, Topics = [new() { Name = side.Full("t0"), Partitions = [new()] }] };
        await side.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(write, 8);
        var described = await side.CallAsync<DescribeGroupsRequest, DescribeGroupsResponse>(new() { Groups = [side.Full(group)] }, 5);
        return described.Groups.Single();
    }
}
