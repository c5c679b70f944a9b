using System.Globalization;
using System.Text;
using Weir.Protocol;

namespace Weir.Log.Loading;

/// <summary>Kafka's <c>partition.metadata</c>: the id of the topic the directory belongs to (KIP-516).</summary>
internal static class PartitionMetadata
{
    private const string IdKey = "topic_id: ";

    public static byte[] Encode(Guid topicId) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"version: 0\n{IdKey}{KafkaUuid.Format(topicId)}"));

    /// <returns><see cref="Guid.Empty"/> when the content holds no id.</returns>
    public static Guid Decode(ReadOnlySpan<byte> content)
    {
        foreach (string line in Encoding.ASCII.GetString(content).Split('\n'))
        {
            if (line.StartsWith(IdKey, StringComparison.Ordinal) && KafkaUuid.TryParse(line[IdKey.Length..].Trim(), out Guid id))
            {
                return id;
            }
        }

        return Guid.Empty;
    }
}
