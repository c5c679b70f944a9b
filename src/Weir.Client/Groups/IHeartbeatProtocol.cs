namespace Weir.Client.Groups;

/// <summary>How the heartbeats of one kind of group look on the wire.</summary>
internal interface IHeartbeatProtocol
{
    /// <summary>The epoch by which a member says that it leaves.</summary>
    int LeaveEpoch { get; }

    /// <summary>What to do about a coordinator that does not know the protocol.</summary>
    string RemedyIfUnknown { get; }

    /// <exception cref="KafkaException">The coordinator cannot be asked.</exception>
    Task<HeartbeatAnswer> AskAsync(HeartbeatMessage message, CancellationToken cancellationToken);
}
