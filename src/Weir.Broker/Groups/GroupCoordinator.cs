using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>All groups of the broker, by id: finds or makes the group an event belongs to and lets it run there.</summary>
/// <remarks>
/// Thread model: any thread may call. The dictionary is concurrent; each group has its own lock (<see cref="GroupCell"/>), and no two
/// are ever held at once. A group that has ended is replaced, never revived.
/// </remarks>
internal sealed partial class GroupCoordinator : IDisposable
{
    public const string ClassicType = "classic";

    private readonly ConcurrentDictionary<string, GroupCell> _groups = new(StringComparer.Ordinal);
    private readonly GroupOptions _options;
    private readonly ITopicCatalog _catalog;
    private readonly GroupClock _clock;
    private readonly IOffsetsLog _log;
    private readonly ILogger _logger;
    private readonly ITimer _cleaner;

    public GroupCoordinator(GroupOptions options, ITopicCatalog catalog, TimeProvider time, IOffsetsLog log, ILogger<GroupCoordinator> logger)
    {
        _logger = logger;
        _options = options;
        _catalog = catalog;
        _clock = new GroupClock(time);
        _log = log;
        var interval = TimeSpan.FromMilliseconds(options.OffsetsRetentionCheckIntervalMs);
        _cleaner = time.CreateTimer(static c => ((GroupCoordinator)c!).Clean(), this, interval, interval);
    }

    /// <summary>Takes over the groups read from the log, before the first request.</summary>
    public void Restore(IEnumerable<GroupSnapshot> snapshots)
    {
        foreach (GroupSnapshot snapshot in snapshots)
        {
            Run(snapshot.Id, machine => machine.Restore(snapshot));
            foreach (long producerId in snapshot.Pending.Keys)
            {
                Remember(producerId, snapshot.Id);
            }
        }
    }

    public Task<JoinGroupResponse> JoinAsync(GroupJoin join)
    {
        JoinGroupRequest request = join.Request;
        if (!string.IsNullOrEmpty(request.Reason))
        {
            LogJoinReason(_logger, request.MemberId, request.GroupId, request.Reason);
        }

        ErrorCode error = JoinPhase.Check(request, _options);
        if (error != ErrorCode.None)
        {
            return Task.FromResult(JoinPhase.Failure(error, request.MemberId));
        }

        var reply = new TaskReply<JoinGroupResponse>();
        if (request.MemberId.Length == 0)
        {
            Run(request.GroupId, machine => machine.Join(join, reply));
        }
        else if (!TryRun(request.GroupId, machine => machine.Join(join, reply)))
        {
            reply.Send(JoinPhase.Failure(ErrorCode.UnknownMemberId, request.MemberId));
        }

        return reply.Task;
    }

    public Task<SyncGroupResponse> SyncAsync(SyncGroupRequest request)
    {
        var reply = new TaskReply<SyncGroupResponse>();
        if (request.GroupId.Length == 0)
        {
            reply.Send(SyncPhase.Failure(ErrorCode.InvalidGroupId));
        }
        else if (!TryRun(request.GroupId, machine => machine.Sync(request, reply)))
        {
            reply.Send(SyncPhase.Failure(ErrorCode.UnknownMemberId));
        }

        return reply.Task;
    }

    public ErrorCode Heartbeat(HeartbeatRequest request)
    {
        if (request.GroupId.Length == 0)
        {
            return ErrorCode.InvalidGroupId;
        }

        ErrorCode error = ErrorCode.UnknownMemberId;
        TryRun(request.GroupId, machine => error = machine.Heartbeat(request));
        return error;
    }

    /// <returns>One result a leaver, in order; an unknown group knows no member.</returns>
    public IReadOnlyList<LeaveGroupResponse.MemberResponse> Leave(string groupId, IReadOnlyList<LeaveGroupRequest.MemberIdentity> leavers)
    {
        foreach (LeaveGroupRequest.MemberIdentity leaver in leavers.Where(leaver => !string.IsNullOrEmpty(leaver.Reason)))
        {
            LogLeaveReason(_logger, leaver.MemberId, groupId, leaver.Reason!);
        }

        IReadOnlyList<LeaveGroupResponse.MemberResponse>? results = null;
        TryRun(groupId, machine => results = machine.Leave(leavers));
        return results ?? [.. leavers.Select(leaver => new LeaveGroupResponse.MemberResponse
        {
            MemberId = leaver.MemberId,
            GroupInstanceId = leaver.GroupInstanceId,
            ErrorCode = ErrorCode.UnknownMemberId,
        })];
    }

    /// <param name="groupId">A commit without generation makes a simple group if there is none.</param>
    /// <param name="commit">Its entries get their errors before the task ends.</param>
    /// <param name="unknownGroup">The error of a commit with a generation to a group that does not exist.</param>
    public Task<ErrorCode> CommitAsync(string groupId, GroupCommit commit, ErrorCode unknownGroup)
    {
        var reply = new TaskReply<ErrorCode>();
        if (commit.Generation < 0)
        {
            Run(groupId, machine => machine.Commit(commit, reply));
        }
        else if (!TryRun(groupId, machine => machine.Commit(commit, reply)))
        {
            reply.Send(unknownGroup);
        }

        return reply.Task;
    }

    /// <summary>Lets <paramref name="read"/> look at a group's offsets, and ask which an open transaction may yet change; they do not change meanwhile.</summary>
    /// <returns>False when there is no such group.</returns>
    public bool ReadOffsets(string groupId, Action<IReadOnlyDictionary<TopicPartition, CommittedOffset>, Func<TopicPartition, bool>> read) =>
        TryRun(groupId, machine => read(machine.Offsets, machine.HasPendingOffset));

    public Task<ErrorCode> DeleteOffsetsAsync(string groupId, IReadOnlyList<OffsetDeleteEntry> entries)
    {
        var reply = new TaskReply<ErrorCode>();
        if (!TryRun(groupId, machine => machine.DeleteOffsets(entries, reply)))
        {
            reply.Send(ErrorCode.GroupIdNotFound);
        }

        return reply.Task;
    }

    public Task<ErrorCode> DeleteAsync(string groupId)
    {
        var reply = new TaskReply<ErrorCode>();
        if (!TryRun(groupId, machine => machine.Delete(reply)))
        {
            reply.Send(ErrorCode.GroupIdNotFound);
        }

        return reply.Task;
    }

    /// <returns>False when there is no such group, or none of the classic protocol; <paramref name="exists"/> tells which.</returns>
    public bool TryDescribe(string groupId, [NotNullWhen(true)] out DescribeGroupsResponse.DescribedGroup? described, out bool exists)
    {
        DescribeGroupsResponse.DescribedGroup? found = null;
        exists = TryRun(groupId, machine => found = machine.IsConsumer || machine.IsStreams || machine.Share is not null ? null : machine.Describe());
        described = found;
        return found is not null;
    }

    public List<ListGroupsResponse.ListedGroup> List()
    {
        var groups = new List<ListGroupsResponse.ListedGroup>();
        foreach (string groupId in _groups.Keys)
        {
            TryRun(groupId, machine => groups.Add(machine.Summarize()));
        }

        return groups;
    }

    /// <summary>Forgets every group's offsets of topics that are no more.</summary>
    /// <param name="isGone">Tells by a topic's name and id; the id is empty where the log does not hold it.</param>
    public void DropTopics(Func<string, Guid, bool> isGone)
    {
        foreach (string groupId in _groups.Keys)
        {
            TryRun(groupId, machine => machine.DropTopics(isGone));
        }
    }

    public void Dispose()
    {
        _cleaner.Dispose();
        foreach (GroupCell cell in _groups.Values)
        {
            cell.Dispose();
        }
    }

    private void Clean()
    {
        foreach (string groupId in _groups.Keys)
        {
            TryRun(groupId, static machine => machine.Clean());
        }
    }

    /// <summary>Runs an event in the group, which is made if need be.</summary>
    private void Run(string groupId, Action<GroupMachine> handle)
    {
        while (true)
        {
            GroupCell cell = _groups.GetOrAdd(groupId, static (id, self) => new GroupCell(id, self._options, self._catalog, self._clock, self._log, self._logger), this);
            if (cell.TryRun(handle))
            {
                return;
            }

            Drop(cell);
        }
    }

    /// <summary>Runs an event in the group, if there is one.</summary>
    private bool TryRun(string groupId, Action<GroupMachine> handle)
    {
        while (_groups.TryGetValue(groupId, out GroupCell? cell))
        {
            if (cell.TryRun(handle))
            {
                return true;
            }

            Drop(cell);
        }

        return false;
    }

    private void Drop(GroupCell cell)
    {
        if (_groups.TryRemove(KeyValuePair.Create(cell.GroupId, cell)))
        {
            cell.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Member '{Member}' joins group {Group}: {Reason}")]
    private static partial void LogJoinReason(ILogger logger, string member, string group, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Member '{Member}' leaves group {Group}: {Reason}")]
    private static partial void LogLeaveReason(ILogger logger, string member, string group, string reason);
}
