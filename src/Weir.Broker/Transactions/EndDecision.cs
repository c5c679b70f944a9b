using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>What an EndTxn request comes to: an end to be carried out, or an answer at once (None for the retry of one that has been).</summary>
internal readonly record struct EndDecision(bool MustEnd, ErrorCode Error)
{
    public static EndDecision Proceed { get; } = new(true, ErrorCode.None);

    public static EndDecision AlreadyDone { get; } = new(false, ErrorCode.None);

    public static EndDecision Refuse(ErrorCode error) => new(false, error);
}
