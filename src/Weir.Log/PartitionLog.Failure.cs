using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol;

namespace Weir.Log;

public sealed partial class PartitionLog
{
    /// <summary>Room that a full disk must offer again before the partition takes appends: that of a large batch.</summary>
    internal const int RoomToGoOn = 1 << 20;

    private volatile ErrorCode _failure;

    // Written under _appendLock: the partition is offline because there was no room, and for no worse reason.
    private volatile bool _isDiskFull;

    // Guarded by _appendLock: who waited when the partition went offline, to be told once no lock is held.
    private List<FlushWait> _failedWaits = [];

    /// <summary>Offline, until there is room again: see <see cref="TryGoOn"/>.</summary>
    internal bool IsDiskFull => _isDiskFull;

    /// <summary>
    /// Takes a partition back into service that a full disk has stopped. Nothing was lost then but what was refused: what the full disk cut in
    /// half was cut off, and no flush has failed. The room is tried, by writing zeros.
    /// </summary>
    /// <returns>Whether the partition takes appends again.</returns>
    internal bool TryGoOn()
    {
        lock (_flushLock)
        {
            lock (_appendLock)
            {
                if (!_isDiskFull || !HasRoom())
                {
                    return false;
                }

                _isDiskFull = false;
                _failure = ErrorCode.None;
                _watermarks.GoOn();
            }
        }

        QueueCommit();
        LogMessages.PartitionBack(_services.Logger, ToString());
        return true;
    }

    private bool HasRoom()
    {
        LogSegment active = _segments.Active;
        try
        {
            _ = active.CreateAndAcquire();
            active.File.Release();
            active.CutTail();
            bool hasRoom = active.TryReserve(RoomToGoOn);
            active.CutTail();
            if (hasRoom)
            {
                _services.Files.WriteFile(_directory.LeaderEpochCheckpoint, _epochs.Encode());
            }

            return hasRoom;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string DescribeFailure() =>
        _failure != ErrorCode.KafkaStorageError ? $"Partition {this} is closed."
        : _isDiskFull ? $"Partition {this} is offline: its disk is full. It goes on by itself once there is room."
        : $"Partition {this} is offline: see the broker's log for the disk error that caused it.";

    /// <summary>
    /// After a failed write or flush the partition takes no more appends. After a flush nobody knows what is on disk, and asking again would
    /// lie: only a restart helps. A full disk is known to have left everything as it was. <see cref="AnswerFailedWaits"/> must follow.
    /// </summary>
    private void TakeOffline(Exception error, bool isDiskFull)
    {
        lock (_appendLock)
        {
            if (_failure == ErrorCode.None)
            {
                _failure = ErrorCode.KafkaStorageError;
                _isDiskFull = isDiskFull;
                _watermarks.Fail(ErrorCode.KafkaStorageError, _failedWaits);
                if (isDiskFull)
                {
                    LogMessages.PartitionDiskFull(_services.Logger, ToString(), _directory.Path, HighWatermark, error);
                    return;
                }
            }
            else if (isDiskFull || !_isDiskFull)
            {
                return;
            }

            _isDiskFull = false;
            LogMessages.PartitionOffline(_services.Logger, ToString(), _directory.Path, HighWatermark, error);
        }
    }

    /// <summary>Tells those who waited when the partition went offline. Called without a lock.</summary>
    private void AnswerFailedWaits()
    {
        List<FlushWait> failed;
        lock (_appendLock)
        {
            failed = _failedWaits;
            _failedWaits = [];
        }

        CallBack(failed, ErrorCode.KafkaStorageError);
    }

    /// <summary>Tells all who wait that nothing will be stored any more: the log is closed or deleted.</summary>
    private void EndWaits()
    {
        AnswerFailedWaits();
        List<FlushWait> ended = [];
        _watermarks.Fail(_failure, ended);
        CallBack(ended, _failure);
    }
}
