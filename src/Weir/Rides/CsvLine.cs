using System.Text;

namespace Weir.Rides;

/// <summary>The fields of one line of RFC 4180 text: comma between fields, double quotes around those that need them.</summary>
/// <remarks>
/// Thread model: one owner. The fields are valid until the next <see cref="Split"/>.
/// A field may not run over the end of its line, though RFC 4180 allows it: no column of a ride does, and so a forgotten
/// quote costs one row instead of silently swallowing all that follow.
/// </remarks>
internal sealed class CsvLine(int maxFields)
{
    private readonly Range[] _fields = new Range[maxFields];
    private readonly StringBuilder _unquoted = new();
    private string _text = "";

    /// <summary>Fields found; more than fit are counted, not kept.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<char> this[int index] => _text.AsSpan(_fields[index]);

    /// <summary>Splits a line. Returns null, or what is wrong with its quotes.</summary>
    public string? Split(string line)
    {
        Count = 0;
        _text = line;
        if (line.Contains('"', StringComparison.Ordinal))
        {
            return SplitQuoted(line);
        }
        var start = 0;
        for (var i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || line[i] == ',')
            {
                Add(start, i);
                start = i + 1;
            }
        }
        return null;
    }

    private string? SplitQuoted(string line)
    {
        _unquoted.Clear();
        var position = 0;
        while (true)
        {
            var start = _unquoted.Length;
            var problem = position < line.Length && line[position] == '"'
                ? TakeQuoted(line, ref position)
                : TakePlain(line, ref position);
            if (problem is not null)
            {
                return problem;
            }
            Add(start, _unquoted.Length);
            if (position == line.Length)
            {
                _text = _unquoted.ToString();
                return null;
            }
            position++; // the comma
        }
    }

    private string? TakePlain(string line, ref int position)
    {
        for (; position < line.Length && line[position] != ','; position++)
        {
            if (line[position] == '"')
            {
                return $"a quote at character {position + 1} inside a field that does not begin with one";
            }
            _unquoted.Append(line[position]);
        }
        return null;
    }

    private string? TakeQuoted(string line, ref int position)
    {
        var opened = position++;
        for (; position < line.Length; position++)
        {
            if (line[position] != '"')
            {
                _unquoted.Append(line[position]);
            }
            else if (position + 1 < line.Length && line[position + 1] == '"')
            {
                _unquoted.Append('"');
                position++;
            }
            else
            {
                position++;
                return position == line.Length || line[position] == ','
                    ? null
                    : $"text after the closing quote at character {position}";
            }
        }
        return $"the quote opened at character {opened + 1} is not closed";
    }

    private void Add(int start, int end)
    {
        if (Count < _fields.Length)
        {
            _fields[Count] = start..end;
        }
        Count++;
    }
}
