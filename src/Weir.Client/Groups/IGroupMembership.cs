namespace Weir.Client.Groups;

/// <summary>A consumer's part in its group, whatever the group's protocol.</summary>
internal interface IGroupMembership : IAsyncDisposable
{
    GroupSession Session { get; }

    /// <summary>Takes the next step, if there is one: gives up what was lost or is to go, takes what was given.</summary>
    /// <exception cref="KafkaException">The coordinator refuses this member for good.</exception>
    ValueTask AdvanceAsync(CancellationToken cancellationToken);

    /// <summary>Gives everything up and says good-bye.</summary>
    ValueTask LeaveAsync(CancellationToken cancellationToken);
}
