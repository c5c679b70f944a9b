using Weir.Compare.Brokers;

namespace Weir.Compare.Raw;

/// <summary>
/// Fills a topic of one partition with batches of one size, so that whoever reads it finds the same on every broker. What a client wrote
/// would not do: the sooner a broker answers, the smaller are the client's batches, and the dearer is reading them.
/// </summary>
internal static class PreparedTopic
{
    private const int BatchSize = 16 * 1024;
    private const int InFlight = 16;

    /// <summary>Bytes and number of the records of each batch.</summary>
    internal readonly record struct Filling(int BatchBytes, int RecordsPerBatch, int Batches)
    {
        public long Records => (long)Batches * RecordsPerBatch;
    }

    /// <summary>At least so many bytes of batches.</summary>
    public static Filling FillBytes(BrokerProcess broker, string topic, int recordSize, long bytes)
    {
        byte[] batch = Batches.Build(recordSize, BatchSize, out int perBatch);
        return Fill(broker, topic, batch, new Filling(batch.Length, perBatch, (int)((bytes + batch.Length - 1) / batch.Length)));
    }

    /// <summary>At least so many records.</summary>
    public static Filling FillRecords(BrokerProcess broker, string topic, int recordSize, long records)
    {
        byte[] batch = Batches.Build(recordSize, BatchSize, out int perBatch);
        return Fill(broker, topic, batch, new Filling(batch.Length, perBatch, (int)((records + perBatch - 1) / perBatch)));
    }

    private static Filling Fill(BrokerProcess broker, string topic, byte[] batch, Filling filling)
    {
        Topics.Create(broker.Port, topic);
        using var connection = new RawConnection(broker.Port);
        byte[] frame = Batches.ProduceFrame(topic, batch);
        for (int i = 0; i < filling.Batches + InFlight; i++)
        {
            if (i < filling.Batches)
            {
                connection.Send(frame);
            }

            if (i >= InFlight)
            {
                connection.Receive();
            }
        }

        return filling;
    }
}
