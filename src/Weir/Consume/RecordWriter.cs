using System.Buffers;
using Weir.Client;

namespace Weir.Consume;

/// <summary>Writes consumed records to a stream, gathered into large writes.</summary>
/// <remarks>Thread model: one owner.</remarks>
internal abstract class RecordWriter(Stream output)
{
    private const int FlushThreshold = 64 * 1024;
    private const int BrokenPipe = 32; // EPIPE

    protected ArrayBufferWriter<byte> Buffer { get; } = new(FlushThreshold);

    /// <exception cref="OutputClosedException">Nobody reads the output any more.</exception>
    public void Write(in ConsumeResult<byte[]?, byte[]?> record)
    {
        Put(record);
        Buffer.Write("\n"u8);
        if (Buffer.WrittenCount >= FlushThreshold)
        {
            Flush();
        }
    }

    /// <summary>Hands on what was written; to be called when no record is at hand.</summary>
    /// <exception cref="OutputClosedException">Nobody reads the output any more.</exception>
    public void Flush()
    {
        try
        {
            output.Write(Buffer.WrittenSpan);
            output.Flush();
        }
        catch (IOException error) when (error.HResult == BrokenPipe)
        {
            throw new OutputClosedException(error);
        }
        finally
        {
            Buffer.ResetWrittenCount();
        }
    }

    protected abstract void Put(in ConsumeResult<byte[]?, byte[]?> record);
}
