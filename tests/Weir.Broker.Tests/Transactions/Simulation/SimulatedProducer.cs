using Weir.Broker.Tests.Groups;
using Weir.Broker.Transactions;
using Weir.Protocol;

namespace Weir.Broker.Tests.Transactions.Simulation;

/// <summary>What one producer of the simulation believes.</summary>
internal sealed class SimulatedProducer(RecordedReply<ProducerIdentity> init)
{
    private ProducerIdentity? _identity;

    public bool IsAnswered => init.IsAnswered;

    public ProducerIdentity Identity
    {
        get => _identity ?? init.Response;
        set => _identity = value;
    }

    /// <summary>The epoch it was given: everyone below has been fenced since.</summary>
    public short FirstEpoch => init.Response.Epoch;

    public bool IsReady => IsAnswered && Identity.Error == ErrorCode.None;

    public bool IsEnding { get; set; }

    /// <summary>The number of its open transaction, -1 for none.</summary>
    public int Transaction { get; set; } = -1;

    /// <summary>A write of the transaction was never confirmed.</summary>
    public bool HasUnanswered { get; set; }

    /// <summary>The end it has asked for and not been told the outcome of: it asks for the same again before it does anything else.</summary>
    public bool? PendingEnd { get; set; }
}
