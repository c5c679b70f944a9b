using System.Text;

namespace Weir.Protocol;

/// <summary>UTF-8 that refuses ill-formed input instead of replacing it.</summary>
public static class ProtocolText
{
    /// <summary>Longest string of the protocol in bytes, in the compact encoding too: Kafka refuses longer ones.</summary>
    public const int MaximumLength = short.MaxValue;

    public static UTF8Encoding Encoding { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
