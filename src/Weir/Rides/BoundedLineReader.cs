using System.Text;

namespace Weir.Rides;

/// <summary>Reads lines ended by LF or CRLF, each up to a limit, so that a file without line ends cannot fill the memory.</summary>
/// <remarks>Thread model: one owner.</remarks>
internal sealed class BoundedLineReader(TextReader reader, int maxLineLength) : IDisposable
{
    private readonly StringBuilder _line = new();
    private readonly char[] _buffer = new char[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Number of the line last read; the first is 1.</summary>
    public long Line { get; private set; }

    /// <summary>True when the line last read was longer than the limit and has been cut there.</summary>
    public bool Truncated { get; private set; }

    /// <summary>The next line without its line end, or null at the end of the text.</summary>
    public string? Read()
    {
        _line.Clear();
        Truncated = false;
        if (_start == _end && !Fill())
        {
            return null;
        }
        Line++;
        do
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf('\n');
            Keep(length < 0 ? rest : rest[..length]);
            if (length >= 0)
            {
                _start += length + 1;
                break;
            }
            _start = _end;
        }
        while (Fill());
        if (_line.Length > 0 && _line[^1] == '\r')
        {
            _line.Length--;
        }
        return _line.ToString();
    }

    public void Dispose() => reader.Dispose();

    private void Keep(ReadOnlySpan<char> part)
    {
        var room = maxLineLength - _line.Length;
        Truncated |= part.Length > room;
        _line.Append(part.Length > room ? part[..room] : part);
    }

    private bool Fill()
    {
        _start = 0;
        _end = reader.Read(_buffer, 0, _buffer.Length);
        return _end > 0;
    }
}
