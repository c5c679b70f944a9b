using Weir.Broker.Groups;

namespace Weir.Broker.Transactions;

/// <summary>What a transaction wants done in the world; its owner carries it out after each event, in order.</summary>
internal interface ITransactionOutbox
{
    void Reply<T>(IReplyTo<T> to, T response);

    /// <summary>Appends the state and feeds <see cref="TransactionWrite.Completed"/> back as an event.</summary>
    void Append(TransactionWrite write);

    /// <summary>Appends the markers and feeds <see cref="MarkerBatch.Completed"/> back as an event.</summary>
    void WriteMarkers(MarkerBatch markers);
}
