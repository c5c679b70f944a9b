using System.Text;
using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups;

/// <summary>A group machine on virtual time, with a log in memory that stores at once unless told to hold back.</summary>
internal sealed class GroupHarness : MachineHarness<GroupMachine>
{
    public const string GroupId = "g";

    private readonly GroupOptions _options;

    public GroupHarness(GroupOptions? options = null)
    {
        _options = options ?? new GroupOptions();
        Machine = new GroupMachine(GroupId, _options, Topics, Clock, this);
    }

    public FakeTopics Topics { get; } = new();

    public GroupState State => Machine.State;

    public static MemberProtocol[] Protocols(params string[] names) => [.. names.Select(n => new MemberProtocol(n, Subscription("t")))];

    public static byte[] Subscription(params string[] topics)
    {
        var subscription = new ConsumerProtocolSubscription { Topics = [.. topics] };
        var size = default(MessageSize);
        size.Add(2);
        subscription.AddSize(ref size, 0);
        var bytes = new byte[size.Total];
        var writer = new ProtocolWriter(bytes);
        writer.WriteInt16(0);
        subscription.Write(ref writer, 0);
        return bytes;
    }

    public RecordedReply<JoinGroupResponse> Join(
        string memberId = "",
        string? instanceId = null,
        MemberProtocol[]? protocols = null,
        string protocolType = "consumer",
        short version = 5,
        int sessionMs = 10_000,
        int rebalanceMs = 60_000)
    {
        var request = new JoinGroupRequest
        {
            GroupId = GroupId,
            MemberId = memberId,
            GroupInstanceId = instanceId,
            ProtocolType = protocolType,
            SessionTimeoutMs = sessionMs,
            RebalanceTimeoutMs = rebalanceMs,
            Protocols = [.. (protocols ?? Protocols("range")).Select(p => new JoinGroupRequest.JoinGroupRequestProtocol { Name = p.Name, Metadata = p.Metadata })],
        };
        var reply = new RecordedReply<JoinGroupResponse>();
        Do(m => m.Join(new GroupJoin(request, version, "client", "/127.0.0.1"), reply));
        return reply;
    }

    /// <summary>Asks for a member id as a version 4 client does.</summary>
    public string NewId(int sessionMs = 10_000)
    {
        JoinGroupResponse response = Join(sessionMs: sessionMs).Response;
        Assert.Equal(ErrorCode.MemberIdRequired, response.ErrorCode);
        return response.MemberId;
    }

    public RecordedReply<SyncGroupResponse> Sync(string memberId, int generation, string? instanceId = null, params (string Member, string Assignment)[] assignments)
    {
        var request = new SyncGroupRequest
        {
            GroupId = GroupId,
            MemberId = memberId,
            GroupInstanceId = instanceId,
            GenerationId = generation,
            Assignments = [.. assignments.Select(a => new SyncGroupRequest.SyncGroupRequestAssignment { MemberId = a.Member, Assignment = Encoding.UTF8.GetBytes(a.Assignment) })],
        };
        return Sync(request);
    }

    public RecordedReply<SyncGroupResponse> Sync(SyncGroupRequest request)
    {
        var reply = new RecordedReply<SyncGroupResponse>();
        Do(m => m.Sync(request, reply));
        return reply;
    }

    public ErrorCode Heartbeat(string memberId, int generation, string? instanceId = null)
    {
        ErrorCode error = default;
        Do(m => error = m.Heartbeat(new HeartbeatRequest { GroupId = GroupId, MemberId = memberId, GenerationId = generation, GroupInstanceId = instanceId }));
        return error;
    }

    public ErrorCode[] Leave(params (string Member, string? Instance)[] members)
    {
        List<LeaveGroupResponse.MemberResponse> results = [];
        Do(m => results = m.Leave([.. members.Select(l => new LeaveGroupRequest.MemberIdentity { MemberId = l.Member, GroupInstanceId = l.Instance })]));
        return [.. results.Select(r => r.ErrorCode)];
    }

    public RecordedReply<ErrorCode> Commit(GroupCommit commit)
    {
        var reply = new RecordedReply<ErrorCode>();
        Do(m => m.Commit(commit, reply));
        return reply;
    }

    public RecordedReply<ErrorCode> Commit(long offset, string memberId = "", int generation = -1, string? instanceId = null, string topic = "t", int partition = 0) =>
        Commit(new GroupCommit(memberId, instanceId, generation, [Entry(offset, topic, partition)]));

    public static OffsetCommitEntry Entry(long offset, string topic = "t", int partition = 0, string metadata = "") =>
        new(new TopicPartition(topic, partition), Guid.Empty, offset, -1, metadata);

    public RecordedReply<ErrorCode> Delete()
    {
        var reply = new RecordedReply<ErrorCode>();
        Do(m => m.Delete(reply));
        return reply;
    }

    public RecordedReply<ErrorCode> DeleteOffsets(params OffsetDeleteEntry[] entries)
    {
        var reply = new RecordedReply<ErrorCode>();
        Do(m => m.DeleteOffsets(entries, reply));
        return reply;
    }

    public long? Offset(string topic = "t", int partition = 0) => Machine.Offsets.GetValueOrDefault(new TopicPartition(topic, partition))?.Offset;

    /// <summary>A stable group of dynamic members; the first leads. Assignments are "a0", "a1", ...</summary>
    public (string[] Members, int Generation) Stable(int members, int sessionMs = 10_000, int rebalanceMs = 60_000)
    {
        string[] ids = [.. Enumerable.Range(0, members).Select(_ => NewId(sessionMs))];
        var joins = ids.Select(id => Join(id, sessionMs: sessionMs, rebalanceMs: rebalanceMs)).ToList();
        while (joins.Exists(j => !j.IsAnswered || j.Response.GenerationId != Machine.Generation))
        {
            for (int i = 0; i < ids.Length; i++)
            {
                joins[i] = joins[i].IsAnswered ? Join(ids[i], sessionMs: sessionMs, rebalanceMs: rebalanceMs) : joins[i];
            }
        }

        int generation = Machine.Generation;
        for (int i = ids.Length - 1; i >= 0; i--)
        {
            Sync(ids[i], generation, null, i == 0 ? [.. ids.Select((id, n) => (id, $"a{n}"))] : []);
        }

        Assert.Equal(GroupState.Stable, State);
        return (ids, generation);
    }

    /// <summary>The coordinator dies and comes back from its log; parked requests and held writes are lost.</summary>
    public void Crash()
    {
        LoseHeldWrites();
        GroupSnapshot? snapshot = Replay();
        Machine = new GroupMachine(GroupId, _options, Topics, Clock, this);
        if (snapshot is not null)
        {
            Machine.Restore(snapshot);
        }
    }

    public GroupSnapshot? Replay()
    {
        var reader = new GroupRecordReader();
        foreach (GroupRecord record in Log)
        {
            reader.Read(record.Key, record.Value is { } value ? value.AsMemory() : default(ReadOnlyMemory<byte>?));
        }

        return reader.Groups.SingleOrDefault();
    }
}
