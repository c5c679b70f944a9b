using Microsoft.Extensions.Time.Testing;
using Weir.Broker.Groups;
using Weir.Broker.Tests.Groups;
using Weir.Broker.Transactions;
using Weir.Protocol;

namespace Weir.Broker.Tests.Transactions.Simulation;

/// <summary>
/// Producers of one transactional id, old and new, against the machine, with partitions and a log that become durable late and lose their ends in a
/// crash, in a random order that the seed decides. Checks after each step what must always hold, and at the end what every transaction came to.
/// </summary>
internal sealed class TransactionSimulation(int seed, bool bumpsEpoch) : ITransactionOutbox
{
    private const int Partitions = 3;

    private readonly Random _random = new(seed);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SimulatedPartition[] _partitions = [.. Enumerable.Range(0, Partitions).Select(_ => new SimulatedPartition())];
    private readonly List<TransactionMetadata> _log = [];
    private readonly List<Action> _waiting = [];
    private readonly List<SimulatedProducer> _producers = [];
    private readonly Dictionary<int, bool> _answered = [];
    private TransactionMachine _machine = null!;
    private GroupClock _clock = null!;
    private int _durableStates;
    private int _generation;
    private int _nextTransaction;
    private long _nextProducerId = 1;
    private short _fencedBelow;

    /// <summary>Transactions whose end was answered with success: how many were committed.</summary>
    public int Committed => _answered.Count(answer => answer.Value);

    public int Aborted => _answered.Count(answer => !answer.Value);

    public void Run(int steps)
    {
        _clock = new GroupClock(_time);
        _machine = new TransactionMachine("t", _clock, this);
        for (int step = 0; step < steps; step++)
        {
            Step();
            CheckMarkers();
        }

        // Everything comes to rest: the last transaction is aborted by its timeout.
        for (int i = 0; i < 20; i++)
        {
            FlushAll();
            _time.Advance(TimeSpan.FromMinutes(2));
            _machine.OnTime();
        }

        CheckOutcomes();
    }

    void ITransactionOutbox.Reply<T>(IReplyTo<T> to, T response) => to.Send(response);

    void ITransactionOutbox.Append(TransactionWrite write)
    {
        _log.Add(write.Metadata!);
        int state = _log.Count;
        int generation = _generation;
        if (write.Completed is { } completed)
        {
            _waiting.Add(() =>
            {
                _durableStates = Math.Max(_durableStates, generation == _generation ? state : 0);
                Resume(generation, () => completed(ErrorCode.None));
            });
        }
    }

    void ITransactionOutbox.WriteMarkers(MarkerBatch markers)
    {
        foreach (TopicPartition named in markers.Partitions)
        {
            SimulatedPartition partition = _partitions[named.Partition];
            int open = partition.OpenAt(markers.ProducerId);
            if (!markers.IsRepeated || (open >= 0 && markers.Concerns(partition.Entries[open].Epoch)))
            {
                partition.Entries.Add(new SimulatedEntry(markers.ProducerId, markers.Epoch, -1, IsMarker: true, markers.IsCommit));
            }
        }

        int generation = _generation;
        _waiting.Add(() =>
        {
            foreach (TopicPartition named in generation == _generation ? markers.Partitions : [])
            {
                _partitions[named.Partition].Flush();
            }

            Resume(generation, () => markers.Completed(ErrorCode.None));
        });
    }

    private void Step()
    {
        switch (_random.Next(100))
        {
            case < 5:
                StartProducer();
                break;
            case < 45 when _producers.Count > 0:
                Write(_producers[_random.Next(Math.Max(0, _producers.Count - 2), _producers.Count)]);
                break;
            case < 65 when _producers.Count > 0:
                End(_producers[_random.Next(Math.Max(0, _producers.Count - 2), _producers.Count)]);
                break;
            case < 92:
                FlushOne();
                break;
            case < 95:
                Crash();
                break;
            default:
                _time.Advance(TimeSpan.FromSeconds(_random.Next(20)));
                _machine.OnTime();
                break;
        }
    }

    private void StartProducer()
    {
        var reply = new RecordedReply<ProducerIdentity>();
        var producer = new SimulatedProducer(reply);
        _producers.Add(producer);
        _machine.Init(new ProducerInit(60_000, -1, -1), () => _nextProducerId++, reply);
    }

    // As a broker does: checked and appended in one step, and answered when durable.
    private void Write(SimulatedProducer producer)
    {
        if (!producer.IsReady || producer.PendingEnd is not null)
        {
            return;
        }

        int index = _random.Next(Partitions);
        ErrorCode error = _machine.AddPartitions(producer.Identity.ProducerId, producer.Identity.Epoch, [new TopicPartition("p", index)]);
        if (error == ErrorCode.None)
        {
            Assert.True(producer.Identity.Epoch >= _fencedBelow, $"seed {seed}: epoch {producer.Identity.Epoch} wrote after it was fenced");
            producer.Transaction = producer.Transaction < 0 ? _nextTransaction++ : producer.Transaction;
            SimulatedPartition partition = _partitions[index];
            partition.Entries.Add(new SimulatedEntry(producer.Identity.ProducerId, producer.Identity.Epoch, producer.Transaction, IsMarker: false, IsCommit: false));
            if (_random.Next(4) > 0)
            {
                partition.Flush();
            }
            else
            {
                producer.HasUnanswered = true;
            }
        }
        else if (error != ErrorCode.ConcurrentTransactions)
        {
            producer.Identity = ProducerIdentity.Failed(error);
        }
    }

    private void End(SimulatedProducer producer)
    {
        if (!producer.IsReady || producer.IsEnding || producer.Transaction < 0)
        {
            return;
        }

        // A producer commits only when every write was answered; else it aborts.
        bool isCommit = producer.PendingEnd ?? (!producer.HasUnanswered && _random.Next(3) > 0);
        producer.PendingEnd = isCommit;
        int transaction = producer.Transaction;
        producer.IsEnding = true;
        int generation = _generation;
        _machine.End(new TransactionEnd(producer.Identity.ProducerId, producer.Identity.Epoch, isCommit, bumpsEpoch), () => _nextProducerId++, new EndReply(answer =>
        {
            producer.IsEnding = false;
            if (generation != _generation || answer.Error == ErrorCode.ConcurrentTransactions)
            {
                return;
            }

            producer.Transaction = -1;
            producer.PendingEnd = null;
            producer.HasUnanswered = false;
            if (answer.Error == ErrorCode.None)
            {
                _answered[transaction] = isCommit;
                producer.Identity = bumpsEpoch ? answer : producer.Identity;
            }
            else
            {
                producer.Identity = answer;
            }
        }));
    }

    private void FlushOne()
    {
        if (_waiting.Count > 0)
        {
            // In order: what waits for one log is told in the order of the appends.
            Action next = _waiting[0];
            _waiting.RemoveAt(0);
            next();
        }

        foreach (SimulatedProducer producer in _producers.Where(producer => producer.IsAnswered && producer.Identity.Error == ErrorCode.None))
        {
            _fencedBelow = Math.Max(_fencedBelow, producer.Identity.ProducerId == _machine.Current?.ProducerId ? producer.FirstEpoch : (short)0);
        }
    }

    private void FlushAll()
    {
        while (_waiting.Count > 0)
        {
            FlushOne();
        }
    }

    private void Crash()
    {
        _generation++;
        _waiting.Clear();
        foreach (SimulatedPartition partition in _partitions)
        {
            partition.Crash(_random.Next(4));
        }

        int keep = Math.Max(_durableStates, _log.Count - _random.Next(3));
        _log.RemoveRange(keep, _log.Count - keep);
        _durableStates = keep;
        _machine = new TransactionMachine("t", _clock, this);

        // Producers do not learn what became of their requests, and ask again; those without an answer to their first are lost.
        _producers.RemoveAll(producer => !producer.IsAnswered);
        foreach (SimulatedProducer producer in _producers)
        {
            producer.IsEnding = false;
        }

        if (_log.Count > 0)
        {
            _machine.Restore(_log[^1], new RecordedReply<ProducerIdentity>());
            Recover();
        }
    }

    private void Recover()
    {
        for (int i = 0; i < Partitions; i++)
        {
            long producerId = _machine.Current!.ProducerId;
            int open = _partitions[i].OpenAt(producerId);
            if (open >= 0 && !_machine.Adopt(new TopicPartition("p", i), producerId, _partitions[i].Entries[open].Epoch))
            {
                Assert.Fail($"seed {seed}: a transaction of epoch {_partitions[i].Entries[open].Epoch} was left open in partition {i}, state {_machine.Current}");
            }
        }
    }

    private void Resume(int generation, Action completed)
    {
        if (generation == _generation)
        {
            completed();
        }
    }

    /// <summary>A transaction is ended by markers that all say the same, once in each partition.</summary>
    private void CheckMarkers()
    {
        var decided = new Dictionary<int, bool>();
        foreach (SimulatedPartition partition in _partitions)
        {
            foreach ((int transaction, bool isCommit) in Outcomes(partition))
            {
                Assert.True(!decided.TryGetValue(transaction, out bool other) || other == isCommit, $"seed {seed}: transaction {transaction} is both committed and aborted");
                decided[transaction] = isCommit;
            }
        }
    }

    private void CheckOutcomes()
    {
        Assert.NotEqual(TransactionState.Ongoing, _machine.Current?.State ?? TransactionState.Empty);
        foreach (SimulatedPartition partition in _partitions)
        {
            Dictionary<int, bool> outcomes = Outcomes(partition).ToDictionary(outcome => outcome.Transaction, outcome => outcome.IsCommit);
            foreach (int transaction in partition.Entries.Where(entry => !entry.IsMarker).Select(entry => entry.Transaction).Distinct())
            {
                Assert.True(outcomes.ContainsKey(transaction), $"seed {seed}: transaction {transaction} is left open");
                Assert.True(!_answered.TryGetValue(transaction, out bool answered) || answered == outcomes[transaction], $"seed {seed}: transaction {transaction} was answered {answered}");
            }
        }
    }

    private static IEnumerable<(int Transaction, bool IsCommit)> Outcomes(SimulatedPartition partition)
    {
        var open = new Dictionary<long, HashSet<int>>();
        foreach (SimulatedEntry entry in partition.Entries)
        {
            if (!entry.IsMarker)
            {
                (open.TryGetValue(entry.ProducerId, out HashSet<int>? of) ? of : open[entry.ProducerId] = []).Add(entry.Transaction);
            }
            else if (open.Remove(entry.ProducerId, out HashSet<int>? ended))
            {
                foreach (int transaction in ended)
                {
                    yield return (transaction, entry.IsCommit);
                }
            }
        }
    }

    private sealed class EndReply(Action<ProducerIdentity> then) : IReplyTo<ProducerIdentity>
    {
        public void Send(ProducerIdentity response) => then(response);
    }
}
