using Weir.Client.Diagnostics;

namespace Weir.Client.Groups;

/// <summary>This member's standing in its group.</summary>
/// <remarks>Thread model: any thread; everything is guarded by the lock.</remarks>
internal sealed class GroupSession(string groupId, string? instanceId, Microsoft.Extensions.Logging.ILogger logger)
{
    private readonly Lock _lock = new();
    private string _memberId = "";
    private int _generation = -1;
    private string? _rejoinReason = "it has not joined yet";
    private bool _isLost;
    private KafkaException? _fatal;

    /// <summary>Who to say we are. Outside a generation the member id alone, if there is one.</summary>
    public GroupIdentity Identity
    {
        get
        {
            lock (_lock)
            {
                return new GroupIdentity(groupId, _generation, _memberId, instanceId);
            }
        }
    }

    /// <summary>Why the member has to join (again); null when it need not.</summary>
    public string? RejoinReason
    {
        get
        {
            lock (_lock)
            {
                return _rejoinReason;
            }
        }
    }

    /// <summary>The partitions were lost; told once.</summary>
    public bool TakeLost()
    {
        lock (_lock)
        {
            bool isLost = _isLost;
            _isLost = false;
            return isLost;
        }
    }

    public KafkaException? TakeFatal()
    {
        lock (_lock)
        {
            KafkaException? fatal = _fatal;
            _fatal = null;
            return fatal;
        }
    }

    public void RequestRejoin(string reason)
    {
        lock (_lock)
        {
            if (_rejoinReason is null)
            {
                Log.Rejoining(logger, groupId, reason);
                _rejoinReason = reason;
            }
        }
    }

    /// <summary>A join begins, and with it what led to it is dealt with.</summary>
    public void BeginJoin()
    {
        lock (_lock)
        {
            _rejoinReason = null;
        }
    }

    public void TakeMemberId(string memberId)
    {
        lock (_lock)
        {
            _memberId = memberId;
        }
    }

    public void Joined(string memberId, int generation)
    {
        lock (_lock)
        {
            _memberId = memberId;
            _generation = generation;
        }
    }

    /// <summary>The group goes on without this member: it has to join as a new one.</summary>
    /// <param name="seen">Who the coordinator refused; an answer to a former self changes nothing.</param>
    /// <param name="reason">For the log.</param>
    public void Lose(GroupIdentity seen, string reason)
    {
        lock (_lock)
        {
            if (_generation != seen.Generation || _memberId != seen.MemberId)
            {
                return;
            }

            if (_generation >= 0)
            {
                Log.MembershipLost(logger, groupId, reason);
                _isLost = true;
            }

            _memberId = "";
            _generation = -1;
            _rejoinReason = reason;
        }
    }

    /// <summary>The member has said good-bye; it joins as a new one if it subscribes again.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _memberId = "";
            _generation = -1;
            _isLost = false;
            _rejoinReason = "it has left";
        }
    }

    public void Fail(KafkaException fatal)
    {
        lock (_lock)
        {
            _fatal = fatal;
        }
    }
}
