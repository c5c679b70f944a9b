namespace Weir.Compat.Tests.Differential;

/// <summary>The producers of a sequence as one broker knows them: id and epoch, and the sequence number each partition expects next.</summary>
/// <remarks>Thread model: one caller.</remarks>
internal sealed class ProducerBook
{
    private readonly Dictionary<string, (long Id, short Epoch)> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Id, string Topic, int Partition), (short Epoch, int Next)> _sequences = [];

    /// <summary>The producer of this name; one that was never initialized has an id that no broker gives.</summary>
    public (long Id, short Epoch) Of(string name) => _producers.GetValueOrDefault(name, (1_000_000_007, (short)0));

    public void Set(string name, long id, short epoch) => _producers[name] = (id, epoch);

    /// <summary>The sequence number the partition expects: 0 with another epoch than before.</summary>
    public int NextSequence((long Id, short Epoch) producer, string topic, int partition) =>
        _sequences.TryGetValue((producer.Id, topic, partition), out var last) && last.Epoch == producer.Epoch ? last.Next : 0;

    public void Appended((long Id, short Epoch) producer, string topic, int partition, int next) =>
        _sequences[(producer.Id, topic, partition)] = (producer.Epoch, next);
}
