using BenchmarkDotNet.Attributes;
using Weir.Protocol.Records;

namespace Weir.Benchmarks;

/// <summary>The three ways to compute CRC-32C.</summary>
public class Crc32CBenchmarks
{
    private byte[] _bytes = [];

    [Params(100, 1024, 16 * 1024, 1024 * 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bytes = new byte[Size];
        new Random(1).NextBytes(_bytes);
    }

    [Benchmark(Baseline = true)]
    public uint Serial() => Crc32C.UpdateSerially(0, _bytes);

    [Benchmark]
    public uint Interleaved()
    {
        uint state = Crc32CInterleaved.Update(0, _bytes, out int consumed);
        return Crc32C.UpdateSerially(state, _bytes.AsSpan(consumed));
    }

    [Benchmark]
    public uint BestOfThisMachine() => Crc32C.Compute(_bytes);
}
