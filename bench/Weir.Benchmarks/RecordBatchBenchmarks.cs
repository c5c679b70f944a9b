using BenchmarkDotNet.Attributes;
using Weir.Protocol.Records;

namespace Weir.Benchmarks;

/// <summary>Building, reading and checking one batch of 100 records, with each codec.</summary>
[MemoryDiagnoser]
public class RecordBatchBenchmarks
{
    private const int Records = 100;

    private readonly RecordBatchBuilder _builder = new();
    private readonly RecordBatchReader _reader = new();
    private byte[][] _keys = [];
    private byte[][] _values = [];
    private byte[] _batch = [];

    [Params(100, 1000)]
    public int ValueSize { get; set; }

    [ParamsAllValues]
    public CompressionType Compression { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _keys = [.. Enumerable.Range(0, Records).Select(SampleBatches.Key)];
        _values = [.. Enumerable.Range(0, Records).Select(i => SampleBatches.Value(i, ValueSize))];
        _batch = SampleBatches.Build(Records, ValueSize, Compression);
        _builder.Compression = Compression;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _builder.Dispose();
        _reader.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public int Build()
    {
        _builder.Reset();
        for (int i = 0; i < Records; i++)
        {
            _builder.Append(SampleBatches.Timestamp + i, _keys[i], _values[i]);
        }

        return _builder.Build().Length;
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public int Read()
    {
        int bytes = 0;
        _reader.Open(_batch);
        while (_reader.TryRead(out Record record))
        {
            bytes += record.Value.GetValueOrDefault().Length;
        }

        return bytes;
    }

    /// <summary>What the broker does with a produced batch before it appends it.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public bool Validate() =>
        RecordBatchValidator.Validate(_batch, new RecordBatchRules(), SampleBatches.Timestamp, out _).IsValid;
}
