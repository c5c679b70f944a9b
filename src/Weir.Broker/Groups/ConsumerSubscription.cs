using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>Reads the topics out of a consumer's opaque group metadata (consumer protocol: a version, then a subscription).</summary>
internal static class ConsumerSubscription
{
    /// <returns>False when the bytes are no subscription: the group then counts as subscribed to nothing known.</returns>
    public static bool TryAddTopics(ReadOnlyMemory<byte> metadata, HashSet<string> topics)
    {
        try
        {
            var reader = new ProtocolReader(metadata);
            short version = reader.ReadInt16();
            if (version < 0)
            {
                return false;
            }

            // Later versions only append fields, so an unknown one is read as the newest known.
            var subscription = new ConsumerProtocolSubscription();
            subscription.Read(ref reader, Math.Min(version, ConsumerProtocolSubscription.HighestVersion));
            topics.UnionWith(subscription.Topics);
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }
}
