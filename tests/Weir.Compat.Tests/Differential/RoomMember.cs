using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Differential;

/// <summary>A member of a <see cref="Room"/>.</summary>
internal sealed class RoomMember(string name, WireCaller caller)
{
    public string Name => name;

    /// <summary>Its own connection: a question that waits for others blocks it.</summary>
    public WireCaller Caller => caller;

    /// <summary>What the broker calls it; empty until it has told.</summary>
    public string Id { get; set; } = "";

    /// <summary>Set on members that keep their place when they come again (KIP-345).</summary>
    public string? Instance { get; init; }
}
