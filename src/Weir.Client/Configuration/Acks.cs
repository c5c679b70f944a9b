namespace Weir.Client;

/// <summary>When the broker acknowledges a record (<c>acks</c>).</summary>
public enum Acks
{
    /// <summary>When all in-sync replicas have it; on Weir with durability on disk, when it is on disk.</summary>
    All = -1,

    /// <summary>Never; offsets are unknown and losses go unnoticed.</summary>
    None = 0,

    /// <summary>When the leader has it.</summary>
    Leader = 1,
}
