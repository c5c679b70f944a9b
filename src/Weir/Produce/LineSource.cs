using System.Buffers;
using System.IO.Pipelines;
using Weir.CommandLine;

namespace Weir.Produce;

/// <summary>Splits a stream into lines of bytes, ended by LF or CRLF, without reading them as text.</summary>
/// <remarks>Thread model: one owner.</remarks>
internal sealed class LineSource(Stream stream, int maxLineLength) : IAsyncDisposable
{
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
    private ReadOnlySequence<byte> _buffer;
    private bool _ended;

    /// <summary>Number of the line last read; the first is 1.</summary>
    public long Line { get; private set; }

    /// <summary>Takes the next line if it is in memory.</summary>
    /// <exception cref="CommandException">The line is longer than the limit.</exception>
    public bool TryRead(out ReadOnlySequence<byte> line)
    {
        line = default;
        if (_buffer.PositionOf((byte)'\n') is { } end)
        {
            line = _buffer.Slice(0, end);
            _buffer = _buffer.Slice(_buffer.GetPosition(1, end));
        }
        else if (_ended && !_buffer.IsEmpty)
        {
            line = _buffer;
            _buffer = _buffer.Slice(_buffer.End);
        }
        else
        {
            CheckLength(_buffer.Length, Line + 1);
            return false;
        }
        Line++;
        CheckLength(line.Length, Line);
        line = WithoutCarriageReturn(line);
        return true;
    }

    /// <summary>Waits for more; false at the end of the stream. The lines read so far are no longer valid.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_ended)
        {
            return false;
        }
        if (Line > 0 || !_buffer.IsEmpty)
        {
            _reader.AdvanceTo(_buffer.Start, _buffer.End);
        }
        var result = await _reader.ReadAsync(cancellation);
        _buffer = result.Buffer;
        _ended = result.IsCompleted;
        return true;
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();

    private static ReadOnlySequence<byte> WithoutCarriageReturn(ReadOnlySequence<byte> line)
    {
        if (line.IsEmpty)
        {
            return line;
        }
        var last = line.Slice(line.Length - 1);
        return last.FirstSpan[0] == '\r' ? line.Slice(0, last.Start) : line;
    }

    private void CheckLength(long length, long line)
    {
        if (length > maxLineLength)
        {
            throw CommandException.BadInput($"line {line} is longer than {maxLineLength} bytes (max.request.size); raise it with --property max.request.size=N");
        }
    }
}
