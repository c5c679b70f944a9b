using Microsoft.Extensions.Logging;
using Weir.Broker.Groups;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol;

namespace Weir.Broker.Share;

/// <summary>Share groups (KIP-932): what they consume. Their membership is the <see cref="GroupModule"/>'s.</summary>
/// <remarks>Thread model: started and stopped by the broker, after groups and before them; what runs in between are the <see cref="SharePartitions"/>.</remarks>
internal sealed partial class ShareModule : IBrokerModule
{
    private readonly BrokerServices _services;
    private readonly GroupCoordinator _groups;
    private readonly ShareStateLog _log;
    private readonly SharePartitions _partitions;
    private readonly ShareConsumption _consumption;
    private readonly ILogger _logger;

    public ShareModule(BrokerServices services, GroupModule groups)
    {
        _services = services;
        _groups = groups.Coordinator;
        _logger = services.LoggerFactory.CreateLogger<ShareModule>();
        var completions = new CompletionQueue();
        var settings = new ShareGroupSettings(services.Controller, services.Config);
        _log = new ShareStateLog(services, completions);
        _partitions = new SharePartitions(settings, services.Time, _log, services.LoggerFactory.CreateLogger<SharePartitions>());
        var sessions = new ShareSessions(services.Config.GetInt("group.share.max.share.sessions"), _partitions);
        _consumption = new ShareConsumption(services, _groups, _partitions, sessions, settings, completions);
        groups.ShareDepartures.To = sessions;
        groups.DeleteShareState = groupId => _partitions.DeleteAsync(key => key.GroupId == groupId);
    }

    public IEnumerable<ApiHandler> Handlers =>
    [
        new ShareGroupHeartbeatHandler(_groups),
        new ShareGroupDescribeHandler(_groups),
        new ShareFetchHandler(_consumption),
        new ShareAcknowledgeHandler(_consumption),
        new DescribeShareGroupOffsetsHandler(_services, _groups, _partitions),
        new AlterShareGroupOffsetsHandler(_services, _groups, _partitions),
        new DeleteShareGroupOffsetsHandler(_services, _groups, _partitions),
    ];

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var reader = new ShareStateReader();
        _log.Replay(reader);
        _partitions.Restore(reader.Partitions);

        // A crash may have come between the end of a group or topic and that of its states.
        ErrorCode error = await _partitions.DeleteAsync(key => !IsKept(key));
        if (reader.Partitions.Count > 0)
        {
            LogLoaded(_logger, reader.Partitions.Count, error);
        }

        _services.Topics.Deleted += OnTopicDeleted;
    }

    public ValueTask DisposeAsync()
    {
        _services.Topics.Deleted -= OnTopicDeleted;
        _partitions.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool IsKept(SharePartitionKey key)
    {
        bool isKept = false;
        _groups.ReadShare(key.GroupId, group => isKept = group.IsInitialized(new TopicIdPartition(key.TopicId, key.Partition)), out _);
        return isKept;
    }

    // Share partitions' locks come before the metadata controller's, which is held here: so on another thread.
    private void OnTopicDeleted(Topic topic) => ThreadPool.UnsafeQueueUserWorkItem(
        static state => _ = state._partitions.DeleteAsync(key => key.TopicId == state.topic.Id),
        (_partitions, topic),
        preferLocal: false);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Partitions} share partitions; those of groups and topics that are gone were ended: {Outcome}")]
    private static partial void LogLoaded(ILogger logger, int partitions, ErrorCode outcome);
}
