using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Weir.Broker;

/// <summary>Measures what clients use and says how long they must wait (KIP-13, KIP-124, KIP-599, KIP-612).</summary>
/// <remarks>
/// Thread model: any thread. Meters are made when a limited client first uses something, one an entity and kind of limit; past
/// <see cref="MaxMeters"/> all begin anew.
/// </remarks>
internal sealed class ClientQuotas(QuotaTable table, BrokerConfig config, TimeProvider time)
{
    /// <summary>Without authentication everyone is this user, as in Kafka.</summary>
    public const string AnonymousUser = "ANONYMOUS";

    private const int MaxMeters = 10_000;

    private readonly ConcurrentDictionary<(string Key, QuotaEntity Entity, string Sharer), RateWindow> _rates = new();
    private readonly ConcurrentDictionary<(QuotaEntity Entity, string ClientId), TokenBucket> _buckets = new();
    private readonly int _samples = config.GetInt("quota.window.num");
    private readonly TimeSpan _sampleLength = TimeSpan.FromSeconds(config.GetInt("quota.window.size.seconds"));
    private readonly TimeSpan _burst = TimeSpan.FromSeconds((double)config.GetInt("controller.quota.window.num") * config.GetInt("controller.quota.window.size.seconds"));

    /// <summary>Nobody is limited.</summary>
    public bool IsIdle => table.IsEmpty;

    /// <summary>Records bytes or milliseconds of work against the client's limit of that kind.</summary>
    /// <param name="key">One of the rates of <see cref="QuotaKey"/>.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="amount">Bytes; for <see cref="QuotaKey.RequestPercentage"/>, seconds of work.</param>
    /// <returns>How long the client must wait; zero when it has no such limit or keeps it.</returns>
    public TimeSpan Record(string key, string? clientId, double amount)
    {
        if (!TryFindMeter(key, clientId, out RateWindow? meter, out double limit))
        {
            return TimeSpan.Zero;
        }

        bool isShare = key == QuotaKey.RequestPercentage;
        TimeSpan wait = meter.Record(amount, isShare ? limit / 100 : limit, Now);

        // Longer than a sample would only be longer than needed: work is measured again with the next request.
        return isShare && wait > _sampleLength ? _sampleLength : wait;
    }

    /// <summary>Records bytes that a fetch is about to be answered with; not when it must wait, since it is then answered without them (KIP-219).</summary>
    /// <param name="clientId">The client.</param>
    /// <param name="bytes">Bytes of records.</param>
    /// <param name="isHeld">The fetch must wait for another reason.</param>
    /// <param name="mustWait">Whether the bytes must wait. What is more than the limit allows at all does not when nothing was fetched before, or it would wait for ever.</param>
    /// <returns>How long the client must wait, with the bytes or without them.</returns>
    public TimeSpan RecordFetch(string? clientId, long bytes, bool isHeld, out bool mustWait)
    {
        mustWait = isHeld;
        if (!TryFindMeter(QuotaKey.ConsumerByteRate, clientId, out RateWindow? meter, out double limit))
        {
            return TimeSpan.Zero;
        }

        bool isFirst = meter.IsUnused(Now);
        TimeSpan wait = meter.Record(bytes, limit, Now);
        mustWait = isHeld || (wait > TimeSpan.Zero && !isFirst);
        if (mustWait)
        {
            meter.Record(-bytes, limit, Now);
        }

        return wait;
    }

    /// <summary>Most bytes a fetch can be answered with before it must wait.</summary>
    public int MostFetched(string? clientId) => table.TryFind(AnonymousUser, clientId ?? string.Empty, QuotaKey.ConsumerByteRate, out _, out double limit)
        ? (int)Math.Clamp(limit * (_samples - 1) * _sampleLength.TotalSeconds, 1, int.MaxValue)
        : int.MaxValue;

    /// <summary>Records that an address opens a connection (KIP-612).</summary>
    /// <returns>Zero when it may. Otherwise the connection is to be refused, after this time; it is not counted.</returns>
    public TimeSpan RecordConnection(IPAddress address)
    {
        if (table.IsEmpty || !table.TryFindAddress(address, QuotaKey.ConnectionCreationRate, out QuotaEntity entity, out double limit))
        {
            return TimeSpan.Zero;
        }

        RateWindow meter = MeterOf(QuotaKey.ConnectionCreationRate, entity, address.ToString());
        TimeSpan wait = meter.Record(1, limit, Now);
        if (wait > TimeSpan.Zero)
        {
            meter.Record(-1, limit, Now);
        }

        return wait > _sampleLength ? _sampleLength : wait;
    }

    /// <summary>Whether the client may change partitions now; otherwise how long it must wait.</summary>
    public TimeSpan MutationDebt(string? clientId) =>
        TryFindBucket(clientId, out TokenBucket? bucket, out double rate) ? bucket!.Debt(rate, Now) : TimeSpan.Zero;

    /// <summary>Records that the client has created or deleted partitions.</summary>
    /// <returns>How long it must wait before it may do so again.</returns>
    public TimeSpan RecordMutations(string? clientId, int partitions) =>
        TryFindBucket(clientId, out TokenBucket? bucket, out double rate) ? bucket!.Take(partitions, rate, Now) : TimeSpan.Zero;

    private TimeSpan Now => time.GetElapsedTime(0);

    private bool TryFindMeter(string key, string? clientId, [NotNullWhen(true)] out RateWindow? meter, out double limit)
    {
        string client = clientId ?? string.Empty;
        meter = null;
        if (!table.TryFind(AnonymousUser, client, key, out QuotaEntity entity, out limit))
        {
            return false;
        }

        // Each client has the whole of a default for itself; a limit by user is shared by that user's clients.
        meter = MeterOf(key, entity, entity.HasClientId ? client : string.Empty);
        return true;
    }

    private RateWindow MeterOf(string key, QuotaEntity entity, string sharer)
    {
        if (_rates.Count > MaxMeters)
        {
            _rates.Clear();
        }

        return _rates.GetOrAdd((key, entity, sharer), static (_, self) => new RateWindow(self._samples, self._sampleLength), this);
    }

    private bool TryFindBucket(string? clientId, out TokenBucket? bucket, out double rate)
    {
        string client = clientId ?? string.Empty;
        if (!table.TryFind(AnonymousUser, client, QuotaKey.ControllerMutationRate, out QuotaEntity entity, out rate))
        {
            bucket = null;
            return false;
        }

        if (_buckets.Count > MaxMeters)
        {
            _buckets.Clear();
        }

        bucket = _buckets.GetOrAdd((entity, entity.HasClientId ? client : string.Empty), static (_, self) => new TokenBucket(self._burst), this);
        return true;
    }
}
