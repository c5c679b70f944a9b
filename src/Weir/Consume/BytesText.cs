using System.Buffers.Binary;
using System.Globalization;
using Weir.CommandLine;

namespace Weir.Consume;

/// <summary>Shows bytes by a <see cref="BytesFormat"/> other than text.</summary>
internal static class BytesText
{
    /// <summary>The bytes as text for a line.</summary>
    /// <exception cref="CommandException">There are not as many bytes as the number has: exit code 1.</exception>
    public static string Format(ReadOnlySpan<byte> bytes, BytesFormat format) => format switch
    {
        BytesFormat.Hex => Convert.ToHexStringLower(bytes),
        BytesFormat.Base64 => Convert.ToBase64String(bytes),
        BytesFormat.Int when bytes.Length == sizeof(int) => BinaryPrimitives.ReadInt32BigEndian(bytes).ToString(CultureInfo.InvariantCulture),
        BytesFormat.Long when bytes.Length == sizeof(long) => BinaryPrimitives.ReadInt64BigEndian(bytes).ToString(CultureInfo.InvariantCulture),
        BytesFormat.Double when bytes.Length == sizeof(double) => BinaryPrimitives.ReadDoubleBigEndian(bytes).ToString("R", CultureInfo.InvariantCulture),
        _ => throw CommandException.Failed($"{bytes.Length} bytes are no {format.ToString().ToLowerInvariant()}; use another --key-format or --value-format"),
    };

    /// <summary>The bytes as a JSON value: a number where there is one, else a string.</summary>
    public static string FormatJson(ReadOnlySpan<byte> bytes, BytesFormat format)
    {
        var text = Format(bytes, format);
        var isNumber = format is BytesFormat.Int or BytesFormat.Long || (format == BytesFormat.Double && char.IsAsciiDigit(text[^1]));
        return isNumber ? text : $"\"{text}\"";
    }
}
