using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Broker.Groups.Consumer;

/// <summary>
/// Tells whether the topics a group subscribes to have changed: their ids, or how many partitions they have. Opaque to everyone else: a group that moves
/// to Apache Kafka gets one epoch more there.
/// </summary>
internal static class TopicsHash
{
    /// <param name="names">What the members subscribe to; names without a topic count as nothing.</param>
    /// <param name="catalog">The topics there are.</param>
    public static long Of(IEnumerable<string> names, ITopicCatalog catalog)
    {
        var text = new StringBuilder();
        foreach (string name in names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (catalog.Find(name) is { } topic)
            {
                text.Append(topic.Name).Append(' ').Append(topic.Id).Append(' ').Append(topic.Partitions).Append('\n');
            }
        }

        return text.Length == 0 ? 0 : BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
