using Weir.Broker.Groups;
using Weir.Broker.Tests.Groups;
using Weir.Broker.Transactions;
using Weir.Protocol;

namespace Weir.Broker.Tests.Transactions;

public sealed class TransactionMachineTests
{
    private readonly TransactionHarness _h = new();

    [Fact]
    public void Init_gives_the_next_epoch_each_time()
    {
        ProducerIdentity first = _h.Init();
        ProducerIdentity second = _h.Init();

        Assert.Equal(new ProducerIdentity(ErrorCode.None, 100, 0), first);
        Assert.Equal(new ProducerIdentity(ErrorCode.None, 100, 1), second);
        Assert.Equal(ErrorCode.ProducerFenced, _h.Add(first, 0));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, _h.Add(first with { ProducerId = 5 }, 0));
    }

    [Fact]
    public void Init_with_the_epoch_before_is_a_retry()
    {
        ProducerIdentity first = _h.Init();
        ProducerIdentity second = _h.Init(first.ProducerId, first.Epoch);

        Assert.Equal(1, second.Epoch);
        Assert.Equal(second, _h.Init(first.ProducerId, first.Epoch));
        _h.Init();
        Assert.Equal(ErrorCode.ProducerFenced, _h.Init(first.ProducerId, first.Epoch).Error);
        Assert.Equal(ErrorCode.ProducerFenced, _h.Init(producerId: 5, epoch: 0).Error);
    }

    [Fact]
    public void Init_with_exhausted_epochs_takes_another_producer_id()
    {
        _h.Init();
        _h.Machine.Restore(_h.Machine.Current! with { Epoch = short.MaxValue - 1 }, new RecordedReply<ProducerIdentity>());

        Assert.Equal(new ProducerIdentity(ErrorCode.None, 101, 0), _h.Init(100, short.MaxValue - 1));
        Assert.Equal(new ProducerIdentity(ErrorCode.None, 101, 0), _h.Init(100, short.MaxValue - 1));
    }

    [Fact]
    public void Init_aborts_an_open_transaction_first()
    {
        ProducerIdentity first = _h.Init();
        _h.Add(first, 0);

        Assert.Equal(ErrorCode.ConcurrentTransactions, _h.Init().Error);
        Assert.Equal((false, 1), (_h.Markers.Single().IsCommit, (int)_h.Markers.Single().Epoch));
        Assert.Equal(2, _h.Init().Epoch);
        Assert.Equal(ErrorCode.ProducerFenced, _h.End(first, isCommit: true).Error);
    }

    [Fact]
    public void End_writes_markers_only_after_the_decision_is_durable()
    {
        ProducerIdentity producer = _h.Init();
        _h.Add(producer, 0, 1);
        _h.Hold = true;
        var reply = _h.StartEnd(producer, isCommit: true);
        Assert.Empty(_h.Markers);
        Assert.Equal(ErrorCode.ConcurrentTransactions, _h.Add(producer, 2));
        Assert.Equal(ErrorCode.ConcurrentTransactions, _h.Machine.Verify(producer.ProducerId, producer.Epoch, new TopicPartition("p", 0)));

        _h.Release();
        Assert.Equal(TransactionState.PrepareCommit, _h.State);
        Assert.Equal([new TopicPartition("p", 0), new TopicPartition("p", 1)], _h.Markers.Single().Partitions.OrderBy(p => p.Partition));
        Assert.False(reply.IsAnswered);

        _h.Release();
        Assert.Equal(ErrorCode.None, reply.Response.Error);
        Assert.Equal(TransactionState.CompleteCommit, _h.Log[^1]!.State);
    }

    [Fact]
    public void End_of_transactions_V2_raises_the_epoch_and_recognises_retries()
    {
        ProducerIdentity producer = _h.Init();
        _h.Add(producer, 0);
        ProducerIdentity next = _h.End(producer, isCommit: true, bumpsEpoch: true);

        Assert.Equal(producer with { Epoch = 1 }, next);
        Assert.Equal(1, _h.Markers.Single().Epoch);
        Assert.Equal(next, _h.End(producer, isCommit: true, bumpsEpoch: true));
        Assert.Equal(ErrorCode.InvalidTxnState, _h.End(producer, isCommit: false, bumpsEpoch: true).Error);
        Assert.Single(_h.Markers);
        Assert.Equal(2, _h.End(next, isCommit: false, bumpsEpoch: true).Epoch);
    }

    [Fact]
    public void End_of_transactions_V2_replaces_the_producer_id_when_epochs_run_out()
    {
        _h.Init();
        _h.Machine.Restore(_h.Machine.Current! with { Epoch = short.MaxValue - 1 }, new RecordedReply<ProducerIdentity>());
        var last = new ProducerIdentity(ErrorCode.None, 100, short.MaxValue - 1);
        _h.Add(last, 0);
        var rotated = new ProducerIdentity(ErrorCode.None, 101, 0);

        Assert.Equal(rotated, _h.End(last, isCommit: true, bumpsEpoch: true));
        Assert.Equal((100, short.MaxValue), (_h.Markers.Single().ProducerId, _h.Markers.Single().Epoch));
        Assert.Equal(rotated, _h.End(last, isCommit: true, bumpsEpoch: true));
        Assert.Equal(ErrorCode.None, _h.Add(rotated, 0));
    }

    [Fact]
    public void Verify_lets_through_only_what_was_added_to_the_open_transaction()
    {
        ProducerIdentity producer = _h.Init();
        ErrorCode Verify(int partition) => _h.Machine.Verify(producer.ProducerId, producer.Epoch, new TopicPartition("p", partition));

        Assert.Equal(ErrorCode.TransactionAbortable, Verify(0));
        _h.Add(producer, 0);
        Assert.Equal(ErrorCode.None, Verify(0));
        Assert.Equal(ErrorCode.TransactionAbortable, Verify(1));
        _h.End(producer, isCommit: false);
        Assert.Equal(ErrorCode.TransactionAbortable, Verify(0));
    }

    [Fact]
    public void OnTime_aborts_what_is_open_for_too_long_and_fences_its_producer()
    {
        ProducerIdentity producer = _h.Init(timeoutMs: 1000);
        _h.Add(producer, 0);
        _h.Advance(1000);
        Assert.Equal(TransactionState.Ongoing, _h.State);

        _h.Advance(1);
        Assert.Equal(TransactionState.CompleteAbort, _h.State);
        Assert.Equal(ErrorCode.ProducerFenced, _h.End(producer, isCommit: true).Error);
        Assert.Equal(ErrorCode.ProducerFenced, _h.Add(producer, 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Restore_goes_on_with_a_decided_transaction(bool isCommit)
    {
        ProducerIdentity producer = _h.Init();
        _h.Add(producer, 0, 1);
        _h.Hold = true;
        _h.StartEnd(producer, isCommit);
        _h.Hold = false;

        _h.Crash();

        MarkerBatch markers = _h.Markers.Single();
        Assert.True(markers.IsRepeated);
        Assert.Equal((isCommit, 2), (markers.IsCommit, markers.Partitions.Count));
        Assert.Equal(isCommit ? TransactionState.CompleteCommit : TransactionState.CompleteAbort, _h.State);
    }

    [Fact]
    public void Restore_keeps_what_is_left_of_the_timeout()
    {
        ProducerIdentity producer = _h.Init(timeoutMs: 10_000);
        _h.Add(producer, 0);
        _h.Advance(6_000);
        _h.Crash();
        _h.Advance(4_000);
        Assert.Equal(TransactionState.Ongoing, _h.State);
        _h.Advance(1);
        Assert.Equal(TransactionState.CompleteAbort, _h.State);
    }

    [Fact]
    public void Adopt_takes_in_what_a_crash_has_lost_and_refuses_other_epochs()
    {
        ProducerIdentity producer = _h.Init();
        Assert.True(_h.Machine.Adopt(new TopicPartition("p", 3), producer.ProducerId, producer.Epoch));
        Assert.Equal(TransactionState.Ongoing, _h.State);
        Assert.False(_h.Machine.Adopt(new TopicPartition("p", 4), producer.ProducerId, (short)(producer.Epoch - 1)));
        _h.Drain();

        Assert.Equal(ErrorCode.None, _h.End(producer, isCommit: true).Error);
        Assert.Equal([new TopicPartition("p", 3)], _h.Markers.Single().Partitions);
    }

    [Fact]
    public void Expire_forgets_idle_ids_only()
    {
        ProducerIdentity producer = _h.Init();
        _h.Add(producer, 0);
        _h.Time.Advance(TimeSpan.FromDays(1));
        _h.Machine.Expire(1000);
        Assert.False(_h.Machine.IsGone);

        _h.End(producer, isCommit: true);
        _h.Machine.Expire(1000);
        _h.Drain();
        Assert.False(_h.Machine.IsGone);
        _h.Time.Advance(TimeSpan.FromMilliseconds(1000));
        _h.Machine.Expire(1000);
        _h.Drain();
        Assert.True(_h.Machine.IsGone);
        Assert.Null(_h.Log[^1]);
    }

    [Fact]
    public void A_write_that_fails_changes_nothing()
    {
        ProducerIdentity producer = _h.Init();
        _h.Add(producer, 0);
        _h.Outcome = ErrorCode.KafkaStorageError;

        Assert.Equal(ErrorCode.CoordinatorNotAvailable, _h.End(producer, isCommit: true).Error);
        Assert.Equal(TransactionState.Ongoing, _h.State);
        Assert.Empty(_h.Markers);
    }
}
