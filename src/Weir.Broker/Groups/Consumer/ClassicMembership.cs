namespace Weir.Broker.Groups.Consumer;

/// <summary>What a consumer group knows of a member that speaks the classic protocol: its session and what it offered when it joined.</summary>
/// <param name="SessionTimeoutMs">Milliseconds.</param>
/// <param name="Protocols">In the member's order of preference.</param>
internal sealed record ClassicMembership(int SessionTimeoutMs, MemberProtocol[] Protocols);
