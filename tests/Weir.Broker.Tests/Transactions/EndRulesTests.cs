using Weir.Broker.Transactions;
using Weir.Protocol;

namespace Weir.Broker.Tests.Transactions;

/// <summary>The tables of EndTxn: transactions V1 as of KIP-98, V2 as of KIP-890 ("Retry" is the epoch before the current one).</summary>
public sealed class EndRulesTests
{
    private const long Producer = 7;
    private const short Epoch = 5;

    [Theory]
    [InlineData(TransactionState.Empty, true, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.Empty, false, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.Ongoing, true, null)]
    [InlineData(TransactionState.Ongoing, false, null)]
    [InlineData(TransactionState.PrepareCommit, true, ErrorCode.ConcurrentTransactions)]
    [InlineData(TransactionState.PrepareCommit, false, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.PrepareAbort, true, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.PrepareAbort, false, ErrorCode.ConcurrentTransactions)]
    [InlineData(TransactionState.CompleteCommit, true, ErrorCode.None)]
    [InlineData(TransactionState.CompleteCommit, false, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.CompleteAbort, true, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.CompleteAbort, false, ErrorCode.None)]
    internal void V1(TransactionState state, bool isCommit, ErrorCode? answer) =>
        AssertDecision(answer, Decide(state, new TransactionEnd(Producer, Epoch, isCommit, BumpsEpoch: false)));

    [Theory]
    [InlineData(TransactionState.Empty, true, true, ErrorCode.ProducerFenced)]
    [InlineData(TransactionState.Empty, true, false, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.Empty, false, true, ErrorCode.ProducerFenced)]
    [InlineData(TransactionState.Empty, false, false, null)]
    [InlineData(TransactionState.Ongoing, true, true, ErrorCode.ProducerFenced)]
    [InlineData(TransactionState.Ongoing, true, false, null)]
    [InlineData(TransactionState.Ongoing, false, true, ErrorCode.ProducerFenced)]
    [InlineData(TransactionState.Ongoing, false, false, null)]
    [InlineData(TransactionState.PrepareCommit, true, true, ErrorCode.ConcurrentTransactions)]
    [InlineData(TransactionState.PrepareCommit, true, false, ErrorCode.ProducerFenced)]
    [InlineData(TransactionState.PrepareCommit, false, true, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.PrepareAbort, false, true, ErrorCode.ConcurrentTransactions)]
    [InlineData(TransactionState.PrepareAbort, true, true, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.CompleteCommit, true, true, ErrorCode.None)]
    [InlineData(TransactionState.CompleteCommit, true, false, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.CompleteCommit, false, true, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.CompleteCommit, false, false, null)]
    [InlineData(TransactionState.CompleteAbort, true, true, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.CompleteAbort, true, false, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionState.CompleteAbort, false, true, ErrorCode.None)]
    [InlineData(TransactionState.CompleteAbort, false, false, null)]
    internal void V2(TransactionState state, bool isCommit, bool isRetry, ErrorCode? answer) =>
        AssertDecision(answer, Decide(state, new TransactionEnd(Producer, (short)(isRetry ? Epoch - 1 : Epoch), isCommit, BumpsEpoch: true)));

    [Theory]
    [InlineData(false, 8, Epoch, ErrorCode.InvalidProducerIdMapping)]
    [InlineData(false, Producer, 4, ErrorCode.ProducerFenced)]
    [InlineData(false, Producer, 6, ErrorCode.ProducerFenced)]
    [InlineData(true, 8, Epoch, ErrorCode.InvalidProducerIdMapping)]
    [InlineData(true, Producer, 3, ErrorCode.ProducerFenced)]
    [InlineData(true, Producer, 6, ErrorCode.ProducerFenced)]
    public void Wrong_producers_are_refused(bool bumpsEpoch, long producerId, short epoch, ErrorCode expected) =>
        AssertDecision(expected, Decide(TransactionState.Ongoing, new TransactionEnd(producerId, epoch, IsCommit: true, bumpsEpoch)));

    [Fact]
    public void V2_retry_after_the_producer_id_was_replaced_is_recognised()
    {
        var current = new TransactionMetadata
        {
            TransactionalId = "t",
            ProducerId = 8,
            PreviousProducerId = Producer,
            Epoch = 0,
            State = TransactionState.CompleteCommit,
        };
        AssertDecision(ErrorCode.None, EndRules.Decide(current, new TransactionEnd(Producer, short.MaxValue - 1, IsCommit: true, BumpsEpoch: true), isChanging: false));
    }

    private static EndDecision Decide(TransactionState state, TransactionEnd end) =>
        EndRules.Decide(new TransactionMetadata { TransactionalId = "t", ProducerId = Producer, Epoch = Epoch, State = state }, end, isChanging: false);

    private static void AssertDecision(ErrorCode? answer, EndDecision decision)
    {
        Assert.Equal(answer is null, decision.MustEnd);
        Assert.Equal(answer ?? ErrorCode.None, decision.Error);
    }
}
