using System.Text;
using Weir.Client;

namespace Weir.Produce;

/// <summary>How lines become records.</summary>
internal sealed record ProduceSettings(
    string Topic, byte[]? KeySeparator, byte[]? NullMarker, int? Partition, Headers? Headers)
{
    public static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
}
