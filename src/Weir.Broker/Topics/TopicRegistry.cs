using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Weir.Broker;

/// <summary>All topics, by name and by id.</summary>
/// <remarks>
/// Thread model: reading takes no lock and may happen on any thread; only the <see cref="MetadataController"/> changes it.
/// A topic is found by id a moment before it is found by name, and the other way round when it goes.
/// </remarks>
internal sealed class TopicRegistry
{
    private readonly ConcurrentDictionary<string, Topic> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Topic> _byId = new();

    private long _version;

    /// <summary>Raised after a topic has gone, on the deleting thread. Handlers must not block.</summary>
    public event Action<Topic>? Deleted;

    /// <summary>Goes up whenever a topic comes, goes or grows, after the change can be seen.</summary>
    public long Version => Volatile.Read(ref _version);

    public int Count => _byName.Count;

    /// <summary>All topics, in no particular order.</summary>
    public IEnumerable<Topic> All => _byName.Select(pair => pair.Value);

    public bool TryGet(string name, [NotNullWhen(true)] out Topic? topic) => _byName.TryGetValue(name, out topic);

    public bool TryGet(Guid id, [NotNullWhen(true)] out Topic? topic) => _byId.TryGetValue(id, out topic);

    public bool TryGetPartition(string topicName, int index, [NotNullWhen(true)] out Partition? partition)
    {
        partition = null;
        return _byName.TryGetValue(topicName, out Topic? topic) && topic.TryGetPartition(index, out partition);
    }

    internal void Add(Topic topic)
    {
        _byId[topic.Id] = topic;
        _byName[topic.Name] = topic;
        Interlocked.Increment(ref _version);
    }

    /// <summary>To be told after a topic has got more partitions.</summary>
    internal void Grown() => Interlocked.Increment(ref _version);

    internal void Remove(Topic topic)
    {
        _byName.TryRemove(new KeyValuePair<string, Topic>(topic.Name, topic));
        _byId.TryRemove(topic.Id, out _);
        Interlocked.Increment(ref _version);
        Deleted?.Invoke(topic);
    }
}
