using System.Security.Cryptography;
using System.Text;
using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Tests.Groups;

/// <summary>Topics that exist only for groups. Ids come from names and incarnations, so that runs repeat.</summary>
internal sealed class FakeTopics : ITopicCatalog
{
    private readonly Dictionary<string, TopicInfo> _topics = new(StringComparer.Ordinal);

    public long Version { get; private set; }

    public IEnumerable<string> Names => _topics.Keys;

    public IEnumerable<TopicInfo> All => _topics.Values;

    public TopicInfo? Find(string name) => _topics.GetValueOrDefault(name);

    public TopicInfo? Find(Guid id) => _topics.Values.FirstOrDefault(t => t.Id == id);

    /// <summary>Creates the topic, or gives it another number of partitions.</summary>
    public TopicInfo Set(string name, int partitions)
    {
        Version++;
        Guid id = Find(name)?.Id ?? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{name} {Version}")).AsSpan(0, 16));
        return _topics[name] = new TopicInfo(name, id, partitions);
    }

    public void Remove(string name)
    {
        Version++;
        _topics.Remove(name);
    }
}
