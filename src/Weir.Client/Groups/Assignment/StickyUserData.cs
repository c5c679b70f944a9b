using Weir.Protocol;

namespace Weir.Client.Groups.Assignment;

/// <summary>What sticky assignors tell the leader, in Java's schemas: the present assignment and generation, or the generation alone.</summary>
internal static class StickyUserData
{
    public static byte[] Write(IReadOnlyCollection<TopicPartition> owned, int generation)
    {
        var topics = owned.GroupBy(static partition => partition.Topic, static partition => partition.Partition).ToList();
        var size = default(MessageSize);
        size.AddArrayLength(topics.Count, compact: false);
        foreach (IGrouping<string, int> topic in topics)
        {
            size.AddString(topic.Key, compact: false);
            size.AddArrayLength(topic.Count(), compact: false);
            size.Add(topic.Count() * sizeof(int));
        }

        size.Add(sizeof(int));
        byte[] bytes = new byte[size.Total];
        var writer = new ProtocolWriter(bytes);
        writer.WriteArrayLength(topics.Count, compact: false);
        foreach (IGrouping<string, int> topic in topics)
        {
            writer.WriteString(topic.Key, compact: false);
            writer.WriteArrayLength(topic.Count(), compact: false);
            foreach (int partition in topic)
            {
                writer.WriteInt32(partition);
            }
        }

        writer.WriteInt32(generation);
        return bytes;
    }

    public static byte[] WriteGeneration(int generation)
    {
        byte[] bytes = new byte[sizeof(int)];
        var writer = new ProtocolWriter(bytes);
        writer.WriteInt32(generation);
        return bytes;
    }

    /// <summary>Reads what a member of the <c>sticky</c> assignor says it has. The generation is missing in the oldest schema.</summary>
    /// <exception cref="ProtocolException">The bytes are no user data.</exception>
    public static (List<TopicPartition> Owned, int Generation) Read(ReadOnlyMemory<byte> bytes)
    {
        const int smallestTopic = sizeof(short) + sizeof(int);
        var reader = new ProtocolReader(bytes);
        List<TopicPartition> owned = [];
        int topics = reader.ReadArrayLength(compact: false, smallestTopic);
        for (int i = 0; i < topics; i++)
        {
            string topic = reader.ReadString(compact: false);
            int partitions = reader.ReadArrayLength(compact: false, sizeof(int));
            for (int j = 0; j < partitions; j++)
            {
                owned.Add(new TopicPartition(topic, reader.ReadInt32()));
            }
        }

        return (owned, reader.Remaining >= sizeof(int) ? reader.ReadInt32() : -1);
    }

    public static int ReadGeneration(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        return reader.Remaining >= sizeof(int) ? reader.ReadInt32() : -1;
    }
}
