using Weir.Protocol;

namespace Weir.Client.Producing.Transactions;

/// <summary>The state machine of a transactional producer (KIP-98, KIP-890). It does no I/O: it says what is allowed and remembers what has happened.</summary>
/// <remarks>Thread model: any thread; everything is guarded by the lock, which is innermost.</remarks>
internal sealed class TransactionStatus : IProducerIdentity
{
    private readonly Lock _lock = new();
    private TransactionPhase _phase;
    private KafkaException? _error;
    private ProducerIdentity _identity = ProducerIdentity.None;
    private long _number;
    private bool _isV2;
    private bool _isUsed;
    private bool _mustRenewEpoch;

    public TransactionPhase Phase
    {
        get
        {
            lock (_lock)
            {
                return _phase;
            }
        }
    }

    public ProducerIdentity Identity
    {
        get
        {
            lock (_lock)
            {
                return _identity;
            }
        }
    }

    /// <summary>Brokers add partitions by themselves and raise the epoch with every transaction (KIP-890).</summary>
    public bool IsV2
    {
        get
        {
            lock (_lock)
            {
                return _isV2;
            }
        }
    }

    /// <summary>The coordinator knows of the open transaction, so that it has to be ended there.</summary>
    public bool IsUsed
    {
        get
        {
            lock (_lock)
            {
                return _isUsed;
            }
        }
    }

    /// <summary>Sequences have gaps that only a new epoch mends.</summary>
    public bool MustRenewEpoch
    {
        get
        {
            lock (_lock)
            {
                return _mustRenewEpoch;
            }
        }
    }

    /// <summary>Why the transaction, or the producer, has failed.</summary>
    public KafkaException? Error
    {
        get
        {
            lock (_lock)
            {
                return _error;
            }
        }
    }

    public ProducerIdentity Take(out KafkaException? refusal)
    {
        lock (_lock)
        {
            refusal = _phase == TransactionPhase.FatalError ? _error : null;
            return _identity;
        }
    }

    public void StartInit()
    {
        lock (_lock)
        {
            if (_phase is not (TransactionPhase.Uninitialized or TransactionPhase.Initializing))
            {
                throw Refusal("Transactions are initialized already.");
            }

            _phase = TransactionPhase.Initializing;
        }
    }

    public void Initialized(ProducerIdentity identity, bool isV2)
    {
        lock (_lock)
        {
            _identity = identity;
            _isV2 = isV2;
            _phase = TransactionPhase.Ready;
        }
    }

    public void Begin()
    {
        lock (_lock)
        {
            if (_phase != TransactionPhase.Ready)
            {
                throw Refusal(_phase == TransactionPhase.InTransaction ? "A transaction is open already. Commit or abort it first." : "No transaction can begin now.");
            }

            _phase = TransactionPhase.InTransaction;
            _number++;
        }
    }

    /// <summary>The open transaction's number; records may be sent in it.</summary>
    /// <exception cref="InvalidOperationException">None is open.</exception>
    public long EnsureOpen()
    {
        lock (_lock)
        {
            return _phase == TransactionPhase.InTransaction ? _number : throw Refusal("No transaction is open.");
        }
    }

    /// <summary>The coordinator is about to learn, or has learnt, of the transaction.</summary>
    public void Use()
    {
        lock (_lock)
        {
            _isUsed = true;
        }
    }

    public void StartEnd(bool committed)
    {
        lock (_lock)
        {
            bool isAllowed = _phase == TransactionPhase.InTransaction || (!committed && _phase == TransactionPhase.AbortableError);
            if (!isAllowed)
            {
                throw Refusal("No transaction is open.");
            }

            _phase = committed ? TransactionPhase.Committing : TransactionPhase.Aborting;
        }
    }

    /// <summary>Nothing has failed since the end was started.</summary>
    public void EnsureEnding()
    {
        lock (_lock)
        {
            if (_phase is not (TransactionPhase.Committing or TransactionPhase.Aborting))
            {
                throw Refusal("The transaction was not ended.");
            }
        }
    }

    public void TakeIdentity(ProducerIdentity identity)
    {
        lock (_lock)
        {
            _identity = identity;
            _mustRenewEpoch = false;
        }
    }

    public void Complete()
    {
        lock (_lock)
        {
            _phase = TransactionPhase.Ready;
            _error = null;
            _isUsed = _mustRenewEpoch = false;
        }
    }

    /// <summary>Records of a batch were not stored.</summary>
    /// <param name="error">Why.</param>
    /// <param name="wasSent">It had sequence numbers, which are missing now.</param>
    /// <returns>Whether the transaction has failed by this: then what is still buffered is of no use.</returns>
    public bool BatchFailed(KafkaException error, bool wasSent)
    {
        lock (_lock)
        {
            _mustRenewEpoch |= wasSent;
            if (_phase is not (TransactionPhase.InTransaction or TransactionPhase.Committing))
            {
                return false;
            }

            Set(error, TransactionErrors.IsFatalForBatch(error.ErrorCode));
            return true;
        }
    }

    /// <summary>A request to a coordinator was refused; returns what to throw.</summary>
    public KafkaException Fail(KafkaException error, bool isFatal)
    {
        lock (_lock)
        {
            if (_phase != TransactionPhase.FatalError)
            {
                Set(error, isFatal);
            }

            return _error!;
        }
    }

    private void Set(KafkaException error, bool isFatal)
    {
        _phase = isFatal ? TransactionPhase.FatalError : TransactionPhase.AbortableError;
        _mustRenewEpoch |= error.ErrorCode is ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerIdMapping;
        _error = isFatal ? TransactionErrors.Fatal(error) : TransactionErrors.Abortable(error);
    }

    private Exception Refusal(string otherwise) => _phase switch
    {
        TransactionPhase.AbortableError or TransactionPhase.FatalError => _error!,
        TransactionPhase.Uninitialized or TransactionPhase.Initializing =>
            new InvalidOperationException($"{otherwise} Call InitTransactionsAsync once, and BeginTransaction before every transaction."),
        TransactionPhase.Ready => new InvalidOperationException($"{otherwise} Call BeginTransaction first."),
        TransactionPhase.Committing => new InvalidOperationException($"{otherwise} The transaction is being committed: await CommitTransactionAsync."),
        TransactionPhase.Aborting => new InvalidOperationException($"{otherwise} The transaction is being aborted: await AbortTransactionAsync."),
        _ => new InvalidOperationException(otherwise),
    };
}
