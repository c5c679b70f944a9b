using Spectre.Console;

namespace Weir.Output;

/// <summary>Rows under headings: framed on a screen, aligned plain text anywhere else.</summary>
/// <remarks>Thread model: one owner.</remarks>
internal sealed class OutputTable(params OutputColumn[] columns)
{
    private const int Gap = 2;
    private readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Adds a row with one text for each column.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns.", nameof(cells));
        }
        _rows.Add(cells);
    }

    public void WriteTo(Terminal terminal)
    {
        if (terminal.Decorated)
        {
            WriteFramed(terminal);
        }
        else
        {
            WritePlain(terminal.Out);
        }
    }

    private void WritePlain(TextWriter output)
    {
        var widths = new int[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            widths[i] = _rows.Select(row => row[i].Length).Append(columns[i].Title.Length).Max();
        }
        WriteLine(output, Array.ConvertAll(columns, column => column.Title), widths);
        foreach (var row in _rows)
        {
            WriteLine(output, row, widths);
        }
    }

    private void WriteLine(TextWriter output, string[] cells, int[] widths)
    {
        var padded = cells.Select((cell, i) => columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        output.WriteLine(string.Join(new string(' ', Gap), padded).TrimEnd());
    }

    private void WriteFramed(Terminal terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) });
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
        {
            var heading = new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold)));
            table.AddColumn(column.IsNumber ? heading.RightAligned() : heading);
        }
        foreach (var row in _rows)
        {
            table.AddRow(Array.ConvertAll(row, cell => new Text(cell)));
        }
        console.Write(table);
    }
}
