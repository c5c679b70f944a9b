using System.Diagnostics.CodeAnalysis;

namespace Weir.Broker.Telemetry;

/// <summary>The client instances the broker knows, and the subscriptions they are asked by.</summary>
/// <remarks>
/// Thread model: any thread; one short lock, under which nothing is called but the instance's own. At most <see cref="MaxInstances"/> are kept: the one that has
/// not come for the longest goes, and should it come again, it begins anew.
/// </remarks>
internal sealed class TelemetryInstances(MetadataController controller, TimeProvider time)
{
    public const int MaxInstances = 16_384;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, LinkedListNode<TelemetryInstance>> _byId = [];
    private readonly LinkedList<TelemetryInstance> _oldestFirst = new();
    private (int Version, IReadOnlyList<TelemetrySubscription> All) _subscriptions = (-1, []);

    /// <summary>Milliseconds on a clock that does not go back.</summary>
    public long NowMs => (long)time.GetElapsedTime(0).TotalMilliseconds;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byId.Count;
            }
        }
    }

    /// <summary>Whether anything is wanted of anybody.</summary>
    public bool HasSubscriptions => Subscriptions().All.Count > 0;

    /// <summary>The instance; made anew when it is not known, and when subscriptions have changed since.</summary>
    public TelemetryInstance Find(Guid id, RequestContext context)
    {
        (int version, IReadOnlyList<TelemetrySubscription> all) = Subscriptions();
        TelemetryClient? client = null;
        if (TryFind(id, out TelemetryInstance? found))
        {
            if (found.SubscriptionsVersion >= version)
            {
                return found;
            }

            client = found.Client;
        }

        client ??= TelemetryClient.Of(id, context);
        var made = new TelemetryInstance(client, TelemetryDemand.On(client, all), version, context.ConnectionClosed);
        made.TrySee(NowMs);
        return Keep(made);
    }

    private bool TryFind(Guid id, [NotNullWhen(true)] out TelemetryInstance? found)
    {
        lock (_lock)
        {
            found = null;
            if (!_byId.TryGetValue(id, out LinkedListNode<TelemetryInstance>? node))
            {
                return false;
            }

            _oldestFirst.Remove(node);
            if (!node.Value.TrySee(NowMs))
            {
                _byId.Remove(id);
                return false;
            }

            _oldestFirst.AddLast(node);
            found = node.Value;
            return true;
        }
    }

    private TelemetryInstance Keep(TelemetryInstance made)
    {
        lock (_lock)
        {
            Guid id = made.Client.InstanceId;
            if (_byId.TryGetValue(id, out LinkedListNode<TelemetryInstance>? node))
            {
                if (node.Value.SubscriptionsVersion >= made.SubscriptionsVersion)
                {
                    return node.Value; // another connection was quicker
                }

                _oldestFirst.Remove(node);
            }
            else
            {
                MakeRoom();
            }

            _byId[id] = _oldestFirst.AddLast(made);
            return made;
        }
    }

    private void MakeRoom()
    {
        while (_oldestFirst.First is { } oldest && (_byId.Count == MaxInstances || oldest.Value.IsGone(NowMs)))
        {
            _byId.Remove(oldest.Value.Client.InstanceId);
            _oldestFirst.RemoveFirst();
        }
    }

    private (int Version, IReadOnlyList<TelemetrySubscription> All) Subscriptions()
    {
        // The version is read first: what is read after it is at least as new.
        int version = controller.ClientMetricsVersion;
        lock (_lock)
        {
            if (_subscriptions.Version == version)
            {
                return _subscriptions;
            }
        }

        IReadOnlyList<string> names = controller.ConfiguredResources(ConfigResourceType.ClientMetrics);
        (int Version, IReadOnlyList<TelemetrySubscription> All) read =
            (version, [.. names.Select(name => TelemetrySubscription.From(controller.ConfigsOf(ConfigResourceType.ClientMetrics, name)))]);
        lock (_lock)
        {
            return _subscriptions = read.Version >= _subscriptions.Version ? read : _subscriptions;
        }
    }
}
