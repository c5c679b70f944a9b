using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>A step of a classic group of several members: what it asks, and what the members are told because of it.</summary>
internal abstract class RoomStep(Dice dice, ApiKey api) : Step
{
    public const string Group = "g0";

    private static readonly string[] Names = ["m0", "m1", "m2", "s0", "s1"];

    public override ApiKey Api => api;

    protected short Version { get; init; } = dice.Version(api);

    public override async Task<Exchange> AskAsync(Side side)
    {
        var room = side.Room(Group);
        var lines = new List<string>();
        var question = await AskAsync(side, room, lines);
        lines.AddRange(await room.SettleAsync());
        return new Exchange($"{Api} v{Version} {question}", lines);
    }

    /// <summary>One of five; the last two are static.</summary>
    protected static string DrawMember(Dice dice) => dice.Pick(Names);

    /// <summary>Asks, and notes what is answered at once.</summary>
    /// <returns>The question, for people.</returns>
    protected abstract Task<string> AskAsync(Side side, Room room, List<string> lines);

    protected static bool IsStatic(string member) => member.StartsWith('s');

    protected static async Task<object> Open<TRequest, TResponse>(RoomMember who, TRequest request, short version)
        where TRequest : class, IApiMessage
        where TResponse : class, IApiMessage, new() => await who.Caller.CallAsync<TRequest, TResponse>(request, version);

    protected static JoinGroupRequest Join(Side side, RoomMember who, IEnumerable<string> protocols, string type = "consumer") => new()
    {
        GroupId = side.Full(Group),
        MemberId = who.Id,
        GroupInstanceId = who.Instance is null ? null : side.Full(who.Instance),
        SessionTimeoutMs = 60_000,
        RebalanceTimeoutMs = 60_000,
        ProtocolType = type,
        Protocols = [.. protocols.Select(name => new JoinGroupRequest.JoinGroupRequestProtocol { Name = name, Metadata = VersionedStructure.Encode(new ConsumerProtocolSubscription { Topics = [side.Full("t0")] }, 1) })],
        Reason = "asked",
    };
}
