using System.Text;

namespace Weir.Protocol;

/// <summary>UTF-8 that refuses ill-formed input instead of replacing it.</summary>
public static class ProtocolText
{
    /// <summary>Longest string of the protocol in bytes, in the compact encoding too: Kafka refuses longer ones.</summary>
    public const int MaximumLength = short.MaxValue;

    public static UTF8Encoding Encoding { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encoded length in bytes.</summary>
    /// <exception cref="ProtocolException">The text has an unpaired surrogate or is longer than a string may be.</exception>
    public static int ByteCount(string text)
    {
        int length;
        try
        {
            length = Encoding.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ProtocolException($"A string cannot be encoded as UTF-8: it has an unpaired surrogate at index {e.Index}.", e);
        }

        return length <= MaximumLength
            ? length
            : throw new ProtocolException($"A string of {length} bytes is longer than the protocol's {MaximumLength}.");
    }
}
