using System.Globalization;
using System.Text;
using Weir.Compat.Tests.Harness;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Streams;

/// <summary>
/// Asks a broker about a streams group and writes down its answers. The application reads a topic, repartitions it, and keeps a store:
/// subtopology 0 from the input to the repartition topic, subtopology 1 from there, with a changelog.
/// </summary>
internal sealed class StreamsInterview(WireCaller client, string name) : IDisposable
{
    public const string One = "8OBLdpuWQ1uLQmRJzVl5Eg";
    public const string Two = "9PCMeqvXR2vMRnSKaWm6Fh";

    private const sbyte MissingSourceTopics = 1;
    private const sbyte GroupResource = 32;

    private readonly StringBuilder _answers = new();
    private int _caughtUp;

    public string Answers => _answers.ToString();

    public string Group { get; } = name + "-group";

    public string Input { get; } = name + "-in";

    public string Repartition { get; } = name + "-repartition";

    public string Changelog { get; } = name + "-changelog";

    /// <summary>Creates a topic, and waits until the coordinator knows it, and with it everything that was changed before: Kafka's learns of changes in its own time.</summary>
    public async Task CreateAsync(string topic, int partitions = 2)
    {
        await client.CreateTopicAsync(topic, partitions);
        StreamsGroupHeartbeatRequest probe = Joining();
        probe.GroupId = $"{topic}-probe";
        probe.Topology!.Subtopologies = [new() { SubtopologyId = "0", SourceTopics = [topic] }];
        await FindCoordinatorAsync(probe.GroupId);
        StreamsGroupHeartbeatResponse response;
        do
        {
            response = await SendAsync(probe);
            Assert.Equal(ErrorCode.None, response.ErrorCode);
        }
        while (response.Status!.Exists(status => status.StatusCode == MissingSourceTopics));
    }

    /// <summary>Waits until the coordinator knows of the changes so far.</summary>
    public Task CatchUpAsync() => CreateAsync($"{name}-ready-{_caughtUp++}");

    /// <summary>Has the broker assign at once, and set the group apart by its settings; and finds the coordinator, for which Kafka makes its internal topic.</summary>
    public async Task PrepareAsync(int standbyReplicas = 0)
    {
        await FindCoordinatorAsync(Group);
        await ConfigureAsync(
            ("streams.initial.rebalance.delay.ms", "0"),
            ("streams.assignment.interval.ms", "0"),
            ("streams.heartbeat.interval.ms", "6000"),
            ("streams.num.standby.replicas", standbyReplicas.ToString(CultureInfo.InvariantCulture)));
    }

    public Task ConfigureAsync(params (string Name, string Value)[] settings) => client.AlterConfigsAsync(GroupResource, Group, settings);

    public StreamsGroupHeartbeatRequest Joining(string member = One) => new()
    {
        GroupId = Group,
        MemberId = member,
        EndpointInformationEpoch = -1,
        RebalanceTimeoutMs = 10_000,
        ProcessId = "process-" + member,
        ActiveTasks = [],
        StandbyTasks = [],
        WarmupTasks = [],
        Topology = new()
        {
            Subtopologies =
            [
                new() { SubtopologyId = "0", SourceTopics = [Input], RepartitionSinkTopics = [Repartition] },
                new()
                {
                    SubtopologyId = "1",
                    RepartitionSourceTopics = [new() { Name = Repartition, TopicConfigs = [new() { Key = "retention.ms", Value = "-1" }] }],
                    StateChangelogTopics = [new() { Name = Changelog, TopicConfigs = [new() { Key = "cleanup.policy", Value = "compact" }] }],
                },
            ],
        },
    };

    public async Task<StreamsGroupHeartbeatResponse> JoinAsync(string member = One, Action<StreamsGroupHeartbeatRequest>? change = null)
    {
        StreamsGroupHeartbeatRequest request = Joining(member);
        change?.Invoke(request);
        return await AskAsync(request, "join");
    }

    /// <summary>A heartbeat; <paramref name="active"/> and <paramref name="standby"/> say what the member has, as "0_0 1_1".</summary>
    public async Task<StreamsGroupHeartbeatResponse> BeatAsync(int epoch, string member = One, string? active = null, string standby = "", int endpointEpoch = 0) => await AskAsync(
        new()
        {
            GroupId = Group,
            MemberId = member,
            MemberEpoch = epoch,
            EndpointInformationEpoch = endpointEpoch,
            ActiveTasks = active is null ? null : Tasks(active),
            StandbyTasks = active is null ? null : Tasks(standby),
            WarmupTasks = active is null ? null : [],
        },
        $"beat {epoch} [{active}]");

    /// <summary>
    /// Says twice what the member has, and does not write down the answers: what it holds in one role and is to have in another, Weir gives it with the first,
    /// Kafka with the second.
    /// </summary>
    public async Task<StreamsGroupHeartbeatResponse> ConfirmAsync(int epoch, string active, int endpointEpoch = 0)
    {
        var request = new StreamsGroupHeartbeatRequest
        {
            GroupId = Group,
            MemberId = One,
            MemberEpoch = epoch,
            EndpointInformationEpoch = endpointEpoch,
            ActiveTasks = Tasks(active),
            StandbyTasks = [],
            WarmupTasks = [],
        };
        request.MemberEpoch = (await SendAsync(request)).MemberEpoch;
        (request.ActiveTasks, request.StandbyTasks, request.WarmupTasks) = (null, null, null);
        return await SendAsync(request);
    }

    /// <summary>Sends heartbeats until the member has tasks, and does not write them down: how many it takes is the broker's affair.</summary>
    public async Task<int> UntilAssignedAsync(int epoch, string member = One)
    {
        StreamsGroupHeartbeatResponse response;
        do
        {
            response = await SendAsync(new() { GroupId = Group, MemberId = member, MemberEpoch = epoch });
            Assert.Equal(ErrorCode.None, response.ErrorCode);
            epoch = response.MemberEpoch;
        }
        while (response.ActiveTasks is not { Count: > 0 });
        Note($"assigned: {Text(response.ActiveTasks)}");
        return epoch;
    }

    public async Task<StreamsGroupHeartbeatResponse> AskAsync(StreamsGroupHeartbeatRequest request, string what)
    {
        StreamsGroupHeartbeatResponse response = await SendAsync(request);
        Note($"{what}: {response.ErrorCode} '{response.ErrorMessage}' member {response.MemberId == request.MemberId} epoch {response.MemberEpoch} interval {response.HeartbeatIntervalMs} "
            + $"lag {response.AcceptableRecoveryLag} offsets {response.TaskOffsetIntervalMs} endpoints {response.EndpointInformationEpoch}");
        Note($"  active {Text(response.ActiveTasks)} standby {Text(response.StandbyTasks)} warmup {Text(response.WarmupTasks)}");
        foreach (StreamsGroupHeartbeatResponse.StatusData status in response.Status ?? [])
        {
            Note($"  status {status.StatusCode}: {status.StatusDetail}");
        }

        Note("  behind " + (response.PartitionsByUserEndpoint is null ? "-" : string.Join("; ", response.PartitionsByUserEndpoint.Select(endpoint =>
            $"{endpoint.UserEndpoint.Host}:{endpoint.UserEndpoint.Port} active {Text(endpoint.ActivePartitions)} standby {Text(endpoint.StandbyPartitions)}"))));
        return response;
    }

    /// <summary>
    /// Epochs are left out where topics came up on the way: Kafka's coordinator learns of them one by one. So are the sizes of topics just after the first member
    /// has joined: Kafka shows them after the next change.
    /// </summary>
    public async Task DescribeAsync(bool withEpochs = true, bool withSizes = true, string? of = null)
    {
        var response = await client.CallAsync<StreamsGroupDescribeRequest, StreamsGroupDescribeResponse>(new() { GroupIds = [of ?? Group], IncludeAuthorizedOperations = true }, 0);
        StreamsGroupDescribeResponse.DescribedGroup found = response.Groups.Single();
        Note($"describe: {found.ErrorCode} '{found.ErrorMessage}' {found.GroupState} epochs {(withEpochs ? $"{found.GroupEpoch} {found.AssignmentEpoch}" : "-")} operations {found.AuthorizedOperations}");
        foreach (StreamsGroupDescribeResponse.Subtopology subtopology in found.Topology?.Subtopologies ?? [])
        {
            Note($"  {found.Topology!.Epoch} {subtopology.SubtopologyId} from {string.Join(',', subtopology.SourceTopics)} to {string.Join(',', subtopology.RepartitionSinkTopics)} "
                + $"repartition {Text(subtopology.RepartitionSourceTopics, withSizes)} changelog {Text(subtopology.StateChangelogTopics, withSizes)}");
        }

        foreach (StreamsGroupDescribeResponse.Member member in found.Members.OrderBy(member => member.MemberId, StringComparer.Ordinal))
        {
            Note($"  {member.MemberId} {(withEpochs ? member.MemberEpoch : 0)} {member.InstanceId} {member.RackId} {member.ClientId} {member.ClientHost} {member.TopologyEpoch} {member.ProcessId} "
                + $"{member.UserEndpoint?.Host}:{member.UserEndpoint?.Port} {string.Join(',', member.ClientTags.Select(tag => $"{tag.Key}={tag.Value}"))} {member.IsClassic} "
                + $"has {Text(member.Assignment)} shall {Text(member.TargetAssignment)} {member.TaskOffsets.Count} {member.TaskEndOffsets.Count}");
        }
    }

    public async Task ListAsync()
    {
        var response = await client.CallAsync<ListGroupsRequest, ListGroupsResponse>(new() { TypesFilter = ["streams"] }, 5);
        Note("list: " + string.Join(' ', response.Groups.Where(found => found.GroupId == Group).Select(found => $"{found.GroupType} {found.GroupState} {found.ProtocolType}")));
    }

    public async Task DeleteAsync()
    {
        var response = await client.CallAsync<DeleteGroupsRequest, DeleteGroupsResponse>(new() { GroupsNames = [Group] }, 2);
        Note($"delete: {response.Results.Single().ErrorCode}");
    }

    public async Task CommitAsync(string member, int epoch, int partition = 0, string? topic = null, short version = 9)
    {
        var response = await client.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(
            new()
            {
                GroupId = Group,
                MemberId = member,
                GenerationIdOrMemberEpoch = epoch,
                Topics = [new() { Name = topic ?? Input, Partitions = [new() { PartitionIndex = partition, CommittedOffset = 1 }] }],
            },
            version);
        Note($"commit {epoch} {topic}-{partition} v{version}: {response.Topics.Single().Partitions.Single().ErrorCode}");
    }

    public async Task FetchOffsetsAsync(string? member, int epoch)
    {
        var response = await client.CallAsync<OffsetFetchRequest, OffsetFetchResponse>(
            new() { Groups = [new() { GroupId = Group, MemberId = member, MemberEpoch = epoch, Topics = [new() { Name = Input, PartitionIndexes = [0] }] }] }, 9);
        Note($"fetch offsets {epoch}: {response.Groups.Single().ErrorCode} {response.Groups.Single().Topics.FirstOrDefault()?.Partitions.Single().CommittedOffset}");
    }

    public async Task DeleteOffsetsAsync()
    {
        var response = await client.CallAsync<OffsetDeleteRequest, OffsetDeleteResponse>(
            new() { GroupId = Group, Topics = [new() { Name = Input, Partitions = [new() { PartitionIndex = 0 }] }] }, 0);
        Note($"offset delete: {response.ErrorCode} {string.Join(' ', response.Topics.SelectMany(found => found.Partitions).Select(found => found.ErrorCode))}");
    }

    /// <summary>What the APIs of other kinds of groups say of a streams group.</summary>
    public async Task AskAsAnotherKindAsync()
    {
        var described = await client.CallAsync<DescribeGroupsRequest, DescribeGroupsResponse>(new() { Groups = [Group] }, 6);
        Note($"classic describe: {described.Groups.Single().ErrorCode} '{described.Groups.Single().ErrorMessage}' {described.Groups.Single().GroupState}");
        var asConsumers = await client.CallAsync<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(new() { GroupIds = [Group] }, 1);
        Note($"consumer describe: {asConsumers.Groups.Single().ErrorCode} '{asConsumers.Groups.Single().ErrorMessage}'");
        var asSharers = await client.CallAsync<ShareGroupDescribeRequest, ShareGroupDescribeResponse>(new() { GroupIds = [Group] }, 1);
        Note($"share describe: {asSharers.Groups.Single().ErrorCode} '{asSharers.Groups.Single().ErrorMessage}'");
        var beaten = await client.CallAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(
            new() { GroupId = Group, MemberId = One, RebalanceTimeoutMs = 1000, SubscribedTopicNames = [Input], TopicPartitions = [] }, 1);
        Note($"consumer heartbeat: {beaten.ErrorCode} '{beaten.ErrorMessage}'");
        var shared = await client.CallAsync<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(new() { GroupId = Group, MemberId = One, SubscribedTopicNames = [Input] }, 1);
        Note($"share heartbeat: {shared.ErrorCode} '{shared.ErrorMessage}'");
        var kept = await client.CallAsync<HeartbeatRequest, HeartbeatResponse>(new() { GroupId = Group, MemberId = One, GenerationId = 1 }, 4);
        Note($"heartbeat: {kept.ErrorCode}");
        var synced = await client.CallAsync<SyncGroupRequest, SyncGroupResponse>(new() { GroupId = Group, MemberId = One, GenerationId = 1 }, 4);
        Note($"sync: {synced.ErrorCode}");
        var left = await client.CallAsync<LeaveGroupRequest, LeaveGroupResponse>(new() { GroupId = Group, Members = [new() { MemberId = One }] }, 4);
        Note($"leave: {left.ErrorCode} {string.Join(' ', left.Members.Select(member => member.ErrorCode))}");
    }

    /// <summary>Joins as a classic consumer; an empty group lets it.</summary>
    public async Task<string> JoinClassicAsync(string member = "")
    {
        var joined = await client.CallAsync<JoinGroupRequest, JoinGroupResponse>(
            new() { GroupId = Group, MemberId = member, ProtocolType = "consumer", SessionTimeoutMs = 10_000, RebalanceTimeoutMs = 10_000, Protocols = [new() { Name = "range", Metadata = new byte[10] }] }, 7);
        Note($"join classic: {joined.ErrorCode}");
        return joined.MemberId;
    }

    /// <summary>What the broker has written about the group. Members' targets come in no particular order.</summary>
    public async Task ReadRecordsAsync()
    {
        const string Target = "record 21 ";
        var targets = new List<string>();
        long offset = 0;
        FetchResponse.PartitionData data;
        do
        {
            var response = await client.CallAsync<FetchRequest, FetchResponse>(
                new()
                {
                    ReplicaId = -1,
                    MaxBytes = 1 << 20,
                    SessionEpoch = -1,
                    Topics =
                    [
                        new() { Topic = "__consumer_offsets", Partitions = [new() { FetchOffset = offset, PartitionMaxBytes = 1 << 20, CurrentLeaderEpoch = -1 }] },
                    ],
                },
                11);
            data = response.Responses.Single().Partitions.Single();
            Assert.Equal(ErrorCode.None, data.ErrorCode);
            offset = StreamsRecordText.Add(data.Records ?? default, Group, Take) ?? data.HighWatermark;
        }
        while (offset < data.HighWatermark);
        Take("end");

        void Take(string line)
        {
            if (line.StartsWith(Target, StringComparison.Ordinal))
            {
                targets.Add(line);
                return;
            }

            targets.Order(StringComparer.Ordinal).ToList().ForEach(Note);
            targets.Clear();
            Note(line);
        }
    }

    /// <summary>The internal topics as the broker has made them.</summary>
    public async Task DescribeTopicsAsync()
    {
        foreach (var topic in new[] { Repartition, Changelog })
        {
            var seen = (await client.CallAsync<MetadataRequest, MetadataResponse>(new() { Topics = [new() { Name = topic }] }, 12)).Topics.Single();
            var configs = await client.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(new() { Resources = [new() { ResourceType = 2, ResourceName = topic }] }, 4);
            Note($"{topic}: {seen.ErrorCode} {seen.Partitions.Count} "
                + string.Join(' ', configs.Results.Single().Configs.Where(config => config.ConfigSource == 1 && config.Name != "min.insync.replicas").Select(config => $"{config.Name}={config.Value}")));
        }
    }

    public void Dispose() => client.Dispose();

    public void Note(string line) => _answers.AppendLine(line.TrimEnd());

    private async Task FindCoordinatorAsync(string group)
    {
        FindCoordinatorResponse found;
        do
        {
            found = await client.CallAsync<FindCoordinatorRequest, FindCoordinatorResponse>(new() { KeyType = 0, CoordinatorKeys = [group] }, 4);
        }
        while (found.Coordinators.Single().ErrorCode != ErrorCode.None);
    }

    private async Task<StreamsGroupHeartbeatResponse> SendAsync(StreamsGroupHeartbeatRequest request)
    {
        StreamsGroupHeartbeatResponse response;
        do
        {
            response = await client.CallAsync<StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponse>(request, 0);
        }
        while (response.ErrorCode is ErrorCode.CoordinatorLoadInProgress or ErrorCode.CoordinatorNotAvailable or ErrorCode.NotCoordinator);
        return response;
    }

    private static List<StreamsGroupHeartbeatRequest.TaskIds> Tasks(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(task => task.Split('_')).GroupBy(task => task[0]).Select(subtopology => new StreamsGroupHeartbeatRequest.TaskIds
        {
            SubtopologyId = subtopology.Key,
            Partitions = [.. subtopology.Select(task => int.Parse(task[1], CultureInfo.InvariantCulture))],
        }),
    ];

    private static string Text(List<StreamsGroupHeartbeatResponse.TaskIds>? tasks) =>
        tasks is null ? "-" : $"[{string.Join(' ', tasks.OrderBy(task => task.SubtopologyId, StringComparer.Ordinal).SelectMany(task => task.Partitions.Select(partition => $"{task.SubtopologyId}_{partition}")))}]";

    private static string Text(List<StreamsGroupHeartbeatResponse.TopicPartition> topics) =>
        string.Join(' ', topics.OrderBy(topic => topic.Topic, StringComparer.Ordinal).Select(topic => $"{topic.Topic} {string.Join(',', topic.Partitions.Order())}"));

    private static string Text(List<StreamsGroupDescribeResponse.TopicInfo> topics, bool withSizes) => string.Join(' ', topics.Select(topic =>
        $"{topic.Name} {(withSizes ? topic.Partitions : 0)} {topic.ReplicationFactor} {string.Join(',', topic.TopicConfigs.Select(config => $"{config.Key}={config.Value}"))}"));

    private static string Text(StreamsGroupDescribeResponse.Assignment assignment) =>
        $"{Text(assignment.ActiveTasks)} {Text(assignment.StandbyTasks)} {Text(assignment.WarmupTasks)}";

    private static string Text(List<StreamsGroupDescribeResponse.TaskIds> tasks) =>
        $"[{string.Join(' ', tasks.OrderBy(task => task.SubtopologyId, StringComparer.Ordinal).SelectMany(task => task.Partitions.Select(partition => $"{task.SubtopologyId}_{partition}")))}]";
}
