using Weir.Client.Diagnostics;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Groups;

/// <summary>Tells the coordinator that this member lives, whatever the program does meanwhile; and leaves the group when the program is stuck.</summary>
/// <remarks>Thread model: one background loop. It changes the <see cref="GroupSession"/> and signals; partitions are given up by the consuming flow.</remarks>
internal sealed class Heartbeat(
    ClusterClient cluster, ConsumerOptions options, Coordinator coordinator, GroupSession session, PollClock polls, Action onChange) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task? _loop;
    private volatile bool _isSuspended = true;

    /// <summary>Starts after a join; the first call starts the loop.</summary>
    public void Resume()
    {
        _isSuspended = false;
        _loop ??= Task.Run(LoopAsync);
    }

    /// <summary>While a join is under way the coordinator waits for nothing else.</summary>
    public void Suspend() => _isSuspended = true;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_loop is not null)
        {
            await _loop.ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            TimeSpan pause = options.HeartbeatInterval;
            while (true)
            {
                await Task.Delay(pause, cluster.Time, _stopping.Token).ConfigureAwait(false);
                GroupIdentity self = session.Identity;
                pause = options.HeartbeatInterval;
                if (_isSuspended || !self.IsMember)
                {
                    continue;
                }

                if (polls.IsLate())
                {
                    Log.PollTooLate(cluster.Logger, coordinator.GroupId, options.MaxPollInterval.TotalMilliseconds);
                    await LeaveRequest.SendAsync(coordinator, self, "max.poll.interval.ms is over", _stopping.Token).ConfigureAwait(false);
                    session.Lose(self, "max.poll.interval.ms is over");
                    onChange();
                }
                else if (!await TryBeatAsync(self).ConfigureAwait(false))
                {
                    pause = cluster.RetryBackoff.First;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    /// <returns>False when it is to be repeated soon.</returns>
    private async Task<bool> TryBeatAsync(GroupIdentity self)
    {
        ErrorCode error;
        try
        {
            var request = new HeartbeatRequest
            {
                GroupId = self.GroupId,
                GenerationId = self.Generation,
                MemberId = self.MemberId,
                GroupInstanceId = self.InstanceId,
            };
            HeartbeatResponse response = await coordinator
                .AskAsync<HeartbeatRequest, HeartbeatResponse>(request, ConnectionPurpose.Control, _stopping.Token)
                .ConfigureAwait(false);
            error = response.ErrorCode;
        }
        catch (KafkaException e)
        {
            Log.HeartbeatFailed(cluster.Logger, coordinator.GroupId, e.Message);
            return false;
        }

        return Handle(self, error);
    }

    private bool Handle(GroupIdentity self, ErrorCode error)
    {
        switch (error)
        {
            case ErrorCode.None:
                return true;
            case ErrorCode.RebalanceInProgress:
                session.RequestRejoin("the group rebalances");
                onChange();
                return true;
            case ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId:
                session.Lose(self, error.ToString());
                onChange();
                return true;
            case ErrorCode.CoordinatorNotAvailable or ErrorCode.NotCoordinator:
                coordinator.Forget();
                return false;
            case ErrorCode.CoordinatorLoadInProgress:
                return false;
            default:
                session.Lose(self, error.ToString());
                session.Fail(Errors.ToException(error, $"The heartbeat to group '{self.GroupId}'"));
                onChange();
                return true;
        }
    }
}
