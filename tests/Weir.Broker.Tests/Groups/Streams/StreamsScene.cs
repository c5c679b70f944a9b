using System.Globalization;
using Weir.Broker.Groups;
using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>
/// A streams group on virtual time, spoken to as clients do. Subtopology 0 reads topic "in" and writes "rep"; subtopology 1 reads "rep" and keeps a store with
/// changelog "log". Tasks are written as "0_3", standby tasks as "s1_3".
/// </summary>
internal sealed class StreamsScene
{
    public StreamsScene(StreamsOptions? options = null, int partitions = 4)
    {
        Options = options ?? new StreamsOptions { InitialRebalanceDelayMs = 0 };
        Harness = new GroupHarness(new GroupOptions { Streams = Options });
        Harness.Topics.Set("in", partitions);
    }

    public GroupHarness Harness { get; }

    public StreamsOptions Options { get; }

    public string State => Describe().GroupState;

    /// <summary>Everything a member names as missing is created at once, as the handler does it; off, to look at what is missing.</summary>
    public bool CreatesTopics { get; set; } = true;

    public static StreamsGroupHeartbeatRequest.TopologyData Topology(int epoch = 0) => new()
    {
        Epoch = epoch,
        Subtopologies =
        [
            new() { SubtopologyId = "0", SourceTopics = ["in"], RepartitionSinkTopics = ["rep"] },
            new() { SubtopologyId = "1", RepartitionSourceTopics = [new() { Name = "rep" }], StateChangelogTopics = [new() { Name = "log" }] },
        ],
    };

    public static StreamsGroupHeartbeatRequest Joining(string member, string? process = null) => new()
    {
        GroupId = GroupHarness.GroupId,
        MemberId = member,
        RebalanceTimeoutMs = 10_000,
        EndpointInformationEpoch = -1,
        ProcessId = process ?? "p-" + member,
        Topology = Topology(),
        ActiveTasks = [],
        StandbyTasks = [],
        WarmupTasks = [],
    };

    /// <summary>The tasks of an answer as "0_0 1_2 s1_3"; null when it tells of none.</summary>
    public static string? Tasks(StreamsGroupHeartbeatResponse response) => response.ActiveTasks is null
        ? null
        : Text([
            .. response.ActiveTasks.SelectMany(t => t.Partitions.Select(p => new RoleTask(TaskRole.Active, t.SubtopologyId, p))),
            .. response.StandbyTasks!.SelectMany(t => t.Partitions.Select(p => new RoleTask(TaskRole.Standby, t.SubtopologyId, p))),
        ]);

    public static string Text(IEnumerable<RoleTask> tasks) => string.Join(' ', tasks
        .OrderBy(task => task.Role).ThenBy(task => task.Id.Subtopology, StringComparer.Ordinal).ThenBy(task => task.Id.Partition)
        .Select(task => string.Create(CultureInfo.InvariantCulture, $"{(task.Role == TaskRole.Standby ? "s" : "")}{task.Id.Subtopology}_{task.Id.Partition}")));

    public static HashSet<RoleTask> Parse(string tasks) => [.. tasks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(task =>
    {
        string[] parts = task.TrimStart('s').Split('_');
        return new RoleTask(task[0] == 's' ? TaskRole.Standby : TaskRole.Active, parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
    })];

    public static List<StreamsGroupHeartbeatRequest.TaskIds> Ids(IEnumerable<RoleTask> tasks, TaskRole role) =>
        [.. RoleTasks.BySubtopology(tasks, role).Select(subtopology => new StreamsGroupHeartbeatRequest.TaskIds { SubtopologyId = subtopology.Id, Partitions = subtopology.Partitions })];

    public StreamsGroupHeartbeatResponse Join(string member, string? process = null) => Send(Joining(member, process));

    /// <summary>Joins one after the other, and sends heartbeats until the group is stable.</summary>
    public Dictionary<string, string> JoinAll(params string[] members)
    {
        foreach (string member in members)
        {
            Join(member);
        }

        return Settle(members);
    }

    /// <summary>A heartbeat; with <paramref name="owned"/> it tells what the member has.</summary>
    public StreamsGroupHeartbeatResponse Beat(string member, int epoch, string? owned = null)
    {
        var request = new StreamsGroupHeartbeatRequest { GroupId = GroupHarness.GroupId, MemberId = member, MemberEpoch = epoch };
        if (owned is not null)
        {
            HashSet<RoleTask> tasks = Parse(owned);
            request.ActiveTasks = Ids(tasks, TaskRole.Active);
            request.StandbyTasks = Ids(tasks, TaskRole.Standby);
            request.WarmupTasks = [];
        }

        return Send(request);
    }

    public StreamsGroupHeartbeatResponse Send(StreamsGroupHeartbeatRequest request) => SendLater(request).Response.Response;

    public RecordedReply<StreamsHeartbeatResult> SendLater(StreamsGroupHeartbeatRequest request)
    {
        var reply = new RecordedReply<StreamsHeartbeatResult>();
        var heartbeat = new StreamsHeartbeat(request, "client", "/127.0.0.1");
        if (heartbeat.Check() is { } refusal)
        {
            reply.Send(refusal);
        }
        else
        {
            Harness.Do(machine => machine.StreamsHeartbeat(heartbeat, reply));
        }

        if (CreatesTopics && reply.IsAnswered)
        {
            foreach (NewTopic missing in reply.Response.Missing)
            {
                Harness.Topics.Set(missing.Name, missing.Partitions);
            }
        }

        return reply;
    }

    /// <summary>Sends heartbeats for the members, who do as they are told, until the group is stable.</summary>
    public Dictionary<string, string> Settle(params string[] members)
    {
        var owned = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int round = 0; round < 20; round++)
        {
            foreach (string member in members)
            {
                owned[member] = Tasks(Beat(member, Member(member).MemberEpoch, owned.GetValueOrDefault(member, Current(member)))) ?? owned.GetValueOrDefault(member, Current(member));
            }

            if (State == "Stable")
            {
                return owned;
            }
        }

        throw new InvalidOperationException($"The group does not settle: {State}.");
    }

    public StreamsGroupDescribeResponse.DescribedGroup Describe() =>
        Harness.Machine.DescribeStreams() ?? throw new InvalidOperationException("The group is not a streams group.");

    public StreamsGroupDescribeResponse.Member Member(string id) => Describe().Members.Single(m => m.MemberId == id);

    public string Current(string id) => Text(Member(id).Assignment);

    public static string Text(StreamsGroupDescribeResponse.Assignment assignment) => Text([
        .. assignment.ActiveTasks.SelectMany(t => t.Partitions.Select(p => new RoleTask(TaskRole.Active, t.SubtopologyId, p))),
        .. assignment.StandbyTasks.SelectMany(t => t.Partitions.Select(p => new RoleTask(TaskRole.Standby, t.SubtopologyId, p))),
    ]);
}
