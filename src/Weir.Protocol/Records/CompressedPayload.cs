namespace Weir.Protocol.Records;

/// <summary>Bytes compressed as record batches are, but outside of one: the metrics of a client (KIP-714).</summary>
public static class CompressedPayload
{
    /// <summary>The plain form of <paramref name="payload"/>.</summary>
    /// <param name="type">How it is compressed.</param>
    /// <param name="payload">The compressed bytes.</param>
    /// <param name="limit">Most bytes the plain form may have; no more than that is ever allocated for it.</param>
    /// <exception cref="ProtocolException">The codec is unknown or the bytes are not its format; or, with <see cref="ProtocolException.ExceedsLimit"/>, they stand for too much.</exception>
    public static byte[] Decompress(CompressionType type, ReadOnlySpan<byte> payload, int limit)
    {
        using var plain = new PooledBuffer();
        plain.Reset(limit);
        Decompressor.Decompress(type, payload, plain);
        return plain.WrittenSpan.ToArray();
    }
}
