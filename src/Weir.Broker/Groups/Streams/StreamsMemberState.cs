namespace Weir.Broker.Groups.Streams;

/// <summary>How far a member has come towards its target assignment (KIP-1071); the values are those in the log.</summary>
internal enum StreamsMemberState : sbyte
{
    /// <summary>The member has what its epoch gives it.</summary>
    Stable = 1,

    /// <summary>The member has been asked to give up tasks and has not confirmed it yet.</summary>
    UnrevokedTasks = 2,

    /// <summary>The member waits for tasks others have not given up yet.</summary>
    UnreleasedTasks = 3,
}
