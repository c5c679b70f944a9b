using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Groups.Wire;

/// <summary>What the other group APIs are asked about groups of either protocol, and groups that change between them.</summary>
internal static class GroupQuestions
{
    public static async Task AskAsync(GroupTranscript ask)
    {
        await OffsetsAsync(ask);
        await AdministrationAsync(ask);
        await ClassicMembersAsync(ask);
        await OtherKindsAsync(ask);
    }

    private static async Task OffsetsAsync(GroupTranscript ask)
    {
        ask.Begin("offsets");
        await CommitAsync(ask, 9, "m1", 1);
        await FetchAsync(ask, 9, "m1", 1);
        await FetchAsync(ask, 9, null, -1);
        await ask.JoinAsync("m1", "a");
        await CommitAsync(ask, 9, "m1", 2);
        await CommitAsync(ask, 8, "m1", 2);
        await CommitAsync(ask, 9, "m1", 1);
        await CommitAsync(ask, 9, "m1", 3);
        await CommitAsync(ask, 9, "m2", 2);
        await CommitAsync(ask, 9, "", -1);
        await CommitAsync(ask, 9, "m1", -1);
        await FetchAsync(ask, 9, "m1", 2);
        await FetchAsync(ask, 9, "m1", 1);
        await FetchAsync(ask, 9, "m1", 3);
        await FetchAsync(ask, 9, "m2", 2);
        await FetchAsync(ask, 9, null, -1);
        await FetchAsync(ask, 8, null, -1);
        await DeleteOffsetsAsync(ask, "a", "b");
        var wider = ask.Joining("m1", "a", "b");
        wider.MemberEpoch = 2;
        wider.TopicPartitions = ask.Owned("a0 a1 a2 a3");
        await ask.SendAsync("subscribe", wider);
        await CommitAsync(ask, 9, "m1", 2);
        await CommitAsync(ask, 9, "m1", 2, "b");
        await CommitAsync(ask, 9, "m1", 3, "b");
        await ask.BeatAsync("m1", -1);
        await CommitAsync(ask, 9, "m1", 3);
        await CommitAsync(ask, 9, "", -1);
        await CommitAsync(ask, 8, "", -1);
        await DeleteOffsetsAsync(ask, "a");

        ask.Begin("refused");
        string group = ask.Group;
        await CommitAsync(ask, 8, "", -1, metadata: new string('x', 5000));
        ask.Begin("taken"); // With which Kafka comes to see the group before.
        await CommitAsync(ask, 8, "", -1);
        await ask.AskAsync<DescribeGroupsRequest, DescribeGroupsResponse>(new() { Groups = [group] }, 5, r => $"{r.Groups[0].ErrorCode} {r.Groups[0].GroupState}");
    }

    private static async Task AdministrationAsync(GroupTranscript ask)
    {
        ask.Begin("administration");
        await DescribeAsync(ask);
        var range = ask.Joining("m1", "a");
        range.ServerAssignor = "range";
        range.RackId = "rack";
        await ask.SendAsync("join", range);
        await ask.JoinAsync("m2", "a", "b");
        await DescribeAsync(ask);
        await ListAsync(ask, "consumer", "reconciling");
        await ListAsync(ask, "classic", "");
        await DeleteAsync(ask);
        await ask.BeatAsync("m1", -1);
        await ask.BeatAsync("m2", -1);
        await DescribeAsync(ask);
        await ListAsync(ask, "CONSUMER", "empty");
        await DeleteAsync(ask);
        await DeleteAsync(ask);
        await DescribeAsync(ask);
    }

    private static async Task ClassicMembersAsync(GroupTranscript ask)
    {
        ask.Begin("classic-joins");
        await ask.JoinAsync("m1", "a");
        var id = await JoinAsync(ask, "", 5);
        await JoinAsync(ask, id, 5);
        await HeartbeatAsync(ask, id, 3);
        await HeartbeatAsync(ask, id, 2);
        await HeartbeatAsync(ask, "m1", 2);
        await SyncAsync(ask, id, 2);
        await SyncAsync(ask, "m1", 2);
        await SyncAsync(ask, id, 3);
        await ask.BeatAsync("m1", 2);
        await ask.BeatAsync("m1", 2, "a0 a1");
        await HeartbeatAsync(ask, id, 3);
        await JoinAsync(ask, id, 5);
        await SyncAsync(ask, id, 3);
        await HeartbeatAsync(ask, id, 3);
        await CommitAsync(ask, 8, id, 3);
        await CommitAsync(ask, 8, id, 2);
        await DescribeAsync(ask);
        await JoinAsync(ask, "", 3, protocolType: "connect");
        await LeaveAsync(ask, "m9");
        await LeaveAsync(ask, id);
        await LeaveAsync(ask, "m1");
        await ask.BeatAsync("m1", -1);

        ask.Begin("classic-after-empty");
        await ask.JoinAsync("m1", "a");
        await ask.BeatAsync("m1", -1);
        await HeartbeatAsync(ask, "m1", 2);
        id = await JoinAsync(ask, "", 5);
        await JoinAsync(ask, id, 5);
        await DescribeAsync(ask, onlyKind: true);

        ask.Begin("upgrade");
        id = await JoinAsync(ask, "", 5);
        await JoinAsync(ask, id, 5);
        await SyncAsync(ask, id, 1, leads: true);
        await ask.BeatAsync("m1", 1);
        await ask.JoinAsync("m1", "a");
        await HeartbeatAsync(ask, id, 1);
        await JoinAsync(ask, id, 5);
        await SyncAsync(ask, id, 2);
        await ask.BeatAsync("m1", 2);
        await DescribeAsync(ask);
        await ask.BeatAsync("m1", -1);
        await HeartbeatAsync(ask, id, 2);
        await HeartbeatAsync(ask, id, 3);
        await DescribeAsync(ask, onlyKind: true);
        await JoinAsync(ask, id, 5);
    }

    private static async Task OtherKindsAsync(GroupTranscript ask)
    {
        ask.Begin("connect");
        await JoinAsync(ask, "", 3, protocolType: "connect");
        await ask.JoinAsync("m1", "a");
        await ask.BeatAsync("m1", 1);
        await ask.BeatAsync("m1", -1);

        ask.Begin("simple");
        await CommitAsync(ask, 8, "", -1);
        await ask.BeatAsync("m1", 1);
        await DescribeAsync(ask, onlyKind: true);
        await ask.JoinAsync("m1", "a");
        await FetchAsync(ask, 9, "m1", 2);
        await DescribeAsync(ask, onlyKind: true);
    }

    private static Task CommitAsync(GroupTranscript ask, short version, string member, int epoch, string topic = "a", string metadata = "") =>
        ask.AskAsync<OffsetCommitRequest, OffsetCommitResponse>(
            new()
            {
                GroupId = ask.Group,
                MemberId = member,
                GenerationIdOrMemberEpoch = epoch,
                Topics = [new() { Name = ask.FullName(topic), Partitions = [new() { PartitionIndex = 1, CommittedOffset = 0, CommittedMetadata = metadata }] }],
            },
            version,
            r => $"{member} {epoch}: {r.Topics[0].Partitions[0].ErrorCode}");

    private static Task FetchAsync(GroupTranscript ask, short version, string? member, int epoch) =>
        ask.AskAsync<OffsetFetchRequest, OffsetFetchResponse>(
            new() { Groups = [new() { GroupId = ask.Group, MemberId = member, MemberEpoch = epoch, Topics = [new() { Name = ask.FullName("a"), PartitionIndexes = [1] }] }] },
            version,
            r => $"{member} {epoch}: {r.Groups[0].ErrorCode} {string.Join(' ', r.Groups[0].Topics.SelectMany(t => t.Partitions).Select(p => $"{p.CommittedOffset} {p.ErrorCode}"))}");

    private static Task DeleteOffsetsAsync(GroupTranscript ask, params string[] topics) =>
        ask.AskAsync<OffsetDeleteRequest, OffsetDeleteResponse>(
            new() { GroupId = ask.Group, Topics = [.. topics.Select(t => new OffsetDeleteRequest.OffsetDeleteRequestTopic { Name = ask.FullName(t), Partitions = [new() { PartitionIndex = 1 }] })] },
            0,
            r => $"{r.ErrorCode} {string.Join(' ', r.Topics.SelectMany(t => t.Partitions).Select(p => p.ErrorCode))}");

    private static Task DeleteAsync(GroupTranscript ask) =>
        ask.AskAsync<DeleteGroupsRequest, DeleteGroupsResponse>(new() { GroupsNames = [ask.Group] }, 2, r => $"{r.Results[0].ErrorCode}");

    private static Task ListAsync(GroupTranscript ask, string type, string state) =>
        ask.AskAsync<ListGroupsRequest, ListGroupsResponse>(
            new() { TypesFilter = [type], StatesFilter = state.Length == 0 ? [] : [state] },
            5,
            r => $"{type} {state}: {string.Join(' ', r.Groups.Where(g => g.GroupId == ask.Group).Select(g => $"{g.GroupType} {g.ProtocolType} {g.GroupState}"))}");

    private static async Task DescribeAsync(GroupTranscript ask, bool onlyKind = false)
    {
        await ask.AskAsync<DescribeGroupsRequest, DescribeGroupsResponse>(
            new() { Groups = [ask.Group] }, 6, r => $"{r.Groups[0].ErrorCode} {r.Groups[0].GroupState} {r.Groups[0].ErrorMessage}");
        await ask.AskAsync<DescribeGroupsRequest, DescribeGroupsResponse>(
            new() { Groups = [ask.Group] }, 5, r => $"{r.Groups[0].ErrorCode} {r.Groups[0].GroupState}");
        await ask.AskAsync<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(
            new() { GroupIds = [ask.Group] },
            1,
            r => onlyKind ? $"{r.Groups[0].ErrorCode} {r.Groups[0].ErrorMessage}" : Text(r.Groups[0]));
    }

    private static string Text(ConsumerGroupDescribeResponse.DescribedGroup group)
    {
        var members = group.Members.OrderBy(m => m.MemberType).ThenBy(m => m.MemberId, StringComparer.Ordinal).Select(m =>
            $"\n    {m.MemberId} {m.InstanceId} {m.RackId} {m.MemberEpoch} {m.ClientId} {string.Join(',', m.SubscribedTopicNames.Order(StringComparer.Ordinal))} '{m.SubscribedTopicRegex}' " +
            $"type {m.MemberType} has {Text(m.Assignment)} to have {Text(m.TargetAssignment)}");
        return $"{group.ErrorCode} {group.ErrorMessage} {group.GroupState} {group.GroupEpoch} {group.AssignmentEpoch} {group.AssignorName}{string.Concat(members)}";
    }

    private static string Text(ConsumerGroupDescribeResponse.Assignment assignment) =>
        string.Join(' ', assignment.TopicPartitions.SelectMany(t => t.Partitions.Select(p => $"{t.TopicName}:{p}")).Order(StringComparer.Ordinal));

    private static async Task<string> JoinAsync(GroupTranscript ask, string member, short version, string protocolType = "consumer")
    {
        var subscription = new ConsumerProtocolSubscription { Topics = [ask.FullName("a")] };
        var response = await ask.AskAsync<JoinGroupRequest, JoinGroupResponse>(
            new()
            {
                GroupId = ask.Group,
                MemberId = member,
                ProtocolType = protocolType,
                SessionTimeoutMs = 30_000,
                RebalanceTimeoutMs = 30_000,
                Protocols = [new() { Name = "range", Metadata = VersionedStructure.Encode(subscription, 0) }],
            },
            version,
            r =>
            {
                ask.Rename(r.MemberId.Length == 0 ? "?" : r.MemberId, "ID");
                return $"{r.ErrorCode} generation {r.GenerationId} {r.ProtocolName} leader '{r.Leader}' members {r.Members.Count}";
            });
        return response.MemberId;
    }

    private static Task SyncAsync(GroupTranscript ask, string member, int generation, bool leads = false)
    {
        var assignment = new ConsumerProtocolAssignment { AssignedPartitions = [new() { Topic = ask.FullName("a"), Partitions = [0, 1, 2, 3] }] };
        var request = new SyncGroupRequest { GroupId = ask.Group, MemberId = member, GenerationId = generation, ProtocolType = "consumer", ProtocolName = "range" };
        if (leads)
        {
            request.Assignments.Add(new() { MemberId = member, Assignment = VersionedStructure.Encode(assignment, 0) });
        }

        return ask.AskAsync<SyncGroupRequest, SyncGroupResponse>(request, 5, r => $"{r.ErrorCode} {r.ProtocolName} {Partitions(r.Assignment)}");
    }

    private static string Partitions(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < sizeof(short))
        {
            return "";
        }

        var reader = new ProtocolReader(bytes);
        var version = reader.ReadInt16();
        var assignment = new ConsumerProtocolAssignment();
        assignment.Read(ref reader, version);
        return string.Join(' ', assignment.AssignedPartitions.SelectMany(t => t.Partitions).Order());
    }

    private static Task HeartbeatAsync(GroupTranscript ask, string member, int generation) =>
        ask.AskAsync<HeartbeatRequest, HeartbeatResponse>(new() { GroupId = ask.Group, MemberId = member, GenerationId = generation }, 4, r => $"{member} {generation}: {r.ErrorCode}");

    private static Task LeaveAsync(GroupTranscript ask, string member) =>
        ask.AskAsync<LeaveGroupRequest, LeaveGroupResponse>(new() { GroupId = ask.Group, Members = [new() { MemberId = member }] }, 5, r => $"{member}: {r.ErrorCode} {r.Members[0].ErrorCode}");
}
