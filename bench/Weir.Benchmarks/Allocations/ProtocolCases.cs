using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Benchmarks.Allocations;

/// <summary>Batches and messages, without a broker.</summary>
internal static class ProtocolCases
{
    private const int Calls = 2000;
    private const int Records = 100;

    public static IEnumerable<AllocationCase> All()
    {
        foreach (CompressionType compression in Enum.GetValues<CompressionType>())
        {
            string codec = compression.ToString().ToLowerInvariant();
            yield return new($"batch build, {codec}, per batch of 100", () => Build(compression));
            yield return new($"batch read, {codec}, per batch of 100", () => Read(compression));
            yield return new($"batch validate, {codec}, per batch of 100", () => Validate(compression));
        }

        yield return new("batch set log append time, per batch", SetLogAppendTime);
        yield return new("produce request decode, per request", DecodeProduce);
        yield return new("produce request encode, per request", EncodeProduce);
        yield return new("fetch response encode, per response", EncodeFetch);
    }

    private static double Build(CompressionType compression)
    {
        byte[][] values = [.. Enumerable.Range(0, Records).Select(i => SampleBatches.Value(i, 200))];
        byte[] key = SampleBatches.Key(7);
        Header[] headers = [new("trace", key)];
        using var builder = new RecordBatchBuilder { Compression = compression };
        return AllocationMeter.OfThisThread(Calls, () =>
        {
            builder.Reset();
            foreach (byte[] value in values)
            {
                builder.Append(SampleBatches.Timestamp, key, value, headers);
            }

            builder.Build();
        });
    }

    private static double Read(CompressionType compression)
    {
        byte[] batch = SampleBatches.Build(Records, 200, compression);
        using var reader = new RecordBatchReader();
        return AllocationMeter.OfThisThread(Calls, () =>
        {
            reader.Open(batch);
            foreach (Record record in reader)
            {
                foreach (Header header in record.Headers)
                {
                    _ = header.Value;
                }
            }
        });
    }

    private static double Validate(CompressionType compression)
    {
        byte[] batch = SampleBatches.Build(Records, 200, compression);
        return AllocationMeter.OfThisThread(Calls, () => RecordBatchValidator.Validate(batch, new RecordBatchRules(), SampleBatches.Timestamp, out _));
    }

    private static double SetLogAppendTime()
    {
        byte[] batch = SampleBatches.Build(Records, 200);
        return AllocationMeter.OfThisThread(Calls, () => RecordBatch.SetLogAppendTime(batch, SampleBatches.Timestamp));
    }

    private static double DecodeProduce()
    {
        byte[] body = SampleMessages.Encode(SampleMessages.ProduceRequest(SampleBatches.Build(Records, 200)), ProduceRequest.HighestVersion);
        return AllocationMeter.OfThisThread(Calls, () =>
        {
            var request = new ProduceRequest();
            var reader = new ProtocolReader(body);
            request.Read(ref reader, ProduceRequest.HighestVersion);
        });
    }

    private static double EncodeProduce()
    {
        ProduceRequest request = SampleMessages.ProduceRequest(SampleBatches.Build(Records, 200));
        return AllocationMeter.OfThisThread(Calls, () => EncodedFrame.ForRequest(request, ProduceRequest.HighestVersion, 1, "bench").Dispose());
    }

    private static double EncodeFetch()
    {
        FetchResponse response = SampleMessages.FetchResponse(SampleBatches.Build(Records, 200));
        return AllocationMeter.OfThisThread(Calls, () => EncodedFrame.ForResponse(response, FetchResponse.HighestVersion, 1).Dispose());
    }
}
