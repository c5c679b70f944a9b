using System.Diagnostics;
using Weir.Compare.Raw;
using Weir.Protocol.Records;

namespace Weir.Compare.Loads;

/// <summary>Writes keyed batches to a topic at a steady rate, in the background, until it is stopped.</summary>
/// <remarks>Thread model: a thread of its own sends; <see cref="Stop"/> waits for its end.</remarks>
internal sealed class KeyedFill : IDisposable
{
    private const int BatchSize = 16 * 1024;
    private const int DistinctBatches = 256;
    private const int RecordSize = 100;

    private readonly RawConnection _connection;
    private readonly byte[][] _frames;
    private readonly double _batchesPerSecond;
    private readonly Thread _thread;
    private volatile bool _isStopped;
    private long _written;

    public KeyedFill(int port, string topic, int mebibytesPerSecond)
    {
        _connection = new RawConnection(port);
        _batchesPerSecond = mebibytesPerSecond * 1024.0 * 1024 / BatchSize;
        var random = new Random(17);
        _frames = [.. Enumerable.Range(0, DistinctBatches).Select(_ => Batches.ProduceFrame(topic, Batch(random)))];
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends the writing; bytes written.</summary>
    public long Stop()
    {
        _isStopped = true;
        _thread.Join();
        return _written;
    }

    public void Dispose()
    {
        Stop();
        _connection.Dispose();
    }

    private static byte[] Batch(Random random)
    {
        using var builder = new RecordBatchBuilder();
        byte[] key = new byte[sizeof(int)];
        byte[] value = new byte[RecordSize];
        while (builder.UncompressedSize < BatchSize - (RecordSize * 2))
        {
            BitConverter.TryWriteBytes(key, random.Next(DistinctBatches * 64));
            random.NextBytes(value);
            builder.Append(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), key, value);
        }

        return builder.Build().ToArray();
    }

    private void Run()
    {
        long begin = Stopwatch.GetTimestamp();
        for (long sent = 0; !_isStopped; sent++)
        {
            TimeSpan early = TimeSpan.FromSeconds(sent / _batchesPerSecond) - Stopwatch.GetElapsedTime(begin);
            if (early > TimeSpan.FromMilliseconds(1))
            {
                Thread.Sleep(early);
            }

            _connection.Send(_frames[sent % _frames.Length]);
            _ = _connection.Receive();
            _written += BatchSize;
        }
    }
}
