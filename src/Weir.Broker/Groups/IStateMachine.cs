namespace Weir.Broker.Groups;

/// <summary>A state machine without I/O and with a single owner, as a <see cref="MachineCell{TMachine}"/> is.</summary>
internal interface IStateMachine
{
    /// <summary>The uptime, in milliseconds, at which <see cref="OnTime"/> is due; may be early.</summary>
    long NextDeadlineMs { get; }

    /// <summary>True once it holds nothing any more, durably: the owner may drop it.</summary>
    bool IsGone { get; }

    void OnTime();
}
