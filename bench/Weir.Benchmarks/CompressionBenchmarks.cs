using BenchmarkDotNet.Attributes;
using Weir.Protocol.Records;

namespace Weir.Benchmarks;

/// <summary>The codecs alone, on the records of a 100 KB batch of JSON.</summary>
[MemoryDiagnoser]
public class CompressionBenchmarks
{
    private readonly PooledBuffer _output = new();
    private byte[] _plain = [];
    private byte[] _compressed = [];

    [Params(CompressionType.Gzip, CompressionType.Snappy, CompressionType.Lz4, CompressionType.Zstd)]
    public CompressionType Compression { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _plain = SampleBatches.Build(100, 1000)[RecordBatchHeader.SizeInBytes..];
        _compressed = SampleBatches.Build(100, 1000, Compression)[RecordBatchHeader.SizeInBytes..];
    }

    [GlobalCleanup]
    public void Cleanup() => _output.Dispose();

    [Benchmark]
    public int Compress()
    {
        _output.Reset();
        Compressor.Compress(Compression, level: null, _plain, _output);
        return _output.Length;
    }

    [Benchmark]
    public int Decompress()
    {
        _output.Reset();
        Decompressor.Decompress(Compression, _compressed, _output);
        return _output.Length;
    }
}
