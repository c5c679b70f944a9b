namespace Weir.Client.Producing;

/// <summary>How an append to a partition's queue went.</summary>
internal enum AppendStatus
{
    /// <summary>Into a batch that was open already; nobody has to be woken.</summary>
    Appended,

    /// <summary>Into a new batch: the sender must know when it is due.</summary>
    Opened,

    /// <summary>A batch is full now, or was before: the sender has something to send.</summary>
    Filled,

    /// <summary>The buffer is used up; nothing was appended.</summary>
    NoMemory,
}
