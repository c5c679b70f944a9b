using System.Buffers.Binary;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>
/// Control records about the quorum, as Apache Kafka has written them into the metadata log: its version and its voters (KIP-853). Of no use
/// here, but a snapshot must carry them on, or the way back to Kafka would be closed.
/// </summary>
/// <remarks>Thread model: filled by one thread at start; read-only afterwards.</remarks>
internal sealed class QuorumRecords
{
    private const short VersionType = 5;
    private const short VotersType = 6;

    private readonly SortedDictionary<short, (byte[] Key, byte[] Value)> _latest = [];

    /// <summary>The latest record of each type.</summary>
    public IReadOnlyCollection<(byte[] Key, byte[] Value)> All => _latest.Values;

    /// <summary>Type of a control record: 16 bits behind the version, in its key; -1 when it has none.</summary>
    public static short TypeOf(in Record record) =>
        record.Key is { Length: >= 2 * sizeof(short) } key ? BinaryPrimitives.ReadInt16BigEndian(key.Span[sizeof(short)..]) : (short)-1;

    public void Track(in Record record)
    {
        if (TypeOf(record) is VersionType or VotersType && record is { Key: { } key, Value: { } value })
        {
            _latest[TypeOf(record)] = (key.ToArray(), value.ToArray());
        }
    }
}
