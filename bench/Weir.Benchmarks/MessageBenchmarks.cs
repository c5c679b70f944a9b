using BenchmarkDotNet.Attributes;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Benchmarks;

/// <summary>The generated codecs of the two messages on the data path.</summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    private readonly FetchResponse _fetchResponse = SampleMessages.FetchResponse(SampleBatches.Build(100, 1000));
    private readonly ProduceRequest _produceRequest = SampleMessages.ProduceRequest(SampleBatches.Build(100, 1000));
    private readonly byte[] _produceBody;

    public MessageBenchmarks()
    {
        _produceBody = SampleMessages.Encode(_produceRequest, ProduceRequest.HighestVersion);
    }

    [Benchmark]
    public ProduceRequest DecodeProduceRequest()
    {
        var request = new ProduceRequest();
        var reader = new ProtocolReader(_produceBody);
        request.Read(ref reader, ProduceRequest.HighestVersion);
        return request;
    }

    [Benchmark]
    public int EncodeProduceRequest()
    {
        using var frame = EncodedFrame.ForRequest(_produceRequest, ProduceRequest.HighestVersion, 1, "bench");
        return frame.Length;
    }

    [Benchmark]
    public int EncodeFetchResponse()
    {
        using var frame = EncodedFrame.ForResponse(_fetchResponse, FetchResponse.HighestVersion, 1);
        return frame.Length;
    }
}
