using System.Text;

namespace Weir.Protocol;

/// <summary>UTF-8 that refuses ill-formed input instead of replacing it.</summary>
public static class ProtocolText
{
    public static UTF8Encoding Encoding { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
