using System.Buffers;
using System.Text;
using Weir.Client;

namespace Weir.Consume;

/// <summary>One line a record: its value, or key, separator and value.</summary>
/// <remarks>
/// To a file or pipe the bytes go as they are. On a screen, bytes that would steer the terminal are shown
/// as <c>\x1b</c>. A null is written as <c>null</c>.
/// </remarks>
internal sealed class TextRecordWriter(Stream output, byte[]? keySeparator, BytesFormat key, BytesFormat value, bool isScreen)
    : RecordWriter(output)
{
    protected override void Put(in ConsumeResult<byte[]?, byte[]?> record)
    {
        if (keySeparator is not null)
        {
            Put(record.Key, key);
            Buffer.Write(keySeparator);
        }
        Put(record.Value, value);
    }

    private void Put(byte[]? bytes, BytesFormat format)
    {
        if (bytes is null)
        {
            Buffer.Write("null"u8);
        }
        else if (format != BytesFormat.Text)
        {
            Buffer.Write(Encoding.UTF8.GetBytes(BytesText.Format(bytes, format)));
        }
        else if (isScreen)
        {
            PutVisible(bytes);
        }
        else
        {
            Buffer.Write(bytes);
        }
    }

    private void PutVisible(ReadOnlySpan<byte> bytes)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (bytes.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == OperationStatus.Done && (!Rune.IsControl(rune) || rune.Value == '\t'))
            {
                Buffer.Write(utf8[..rune.EncodeToUtf8(utf8)]);
            }
            else
            {
                foreach (var unreadable in bytes[..length])
                {
                    Buffer.Write(Encoding.ASCII.GetBytes($"\\x{unreadable:x2}"));
                }
            }
            bytes = bytes[length..];
        }
    }
}
