using System.Globalization;
using System.Text;
using Weir.CommandLine;

namespace Weir.Rides;

/// <summary>Streams rides out of a CSV file: one row in memory at a time, bad rows reported and passed over.</summary>
/// <remarks>
/// Thread model: one owner. The text is UTF-8 (UTF-16 and UTF-32 when a byte order mark says so), with or without byte order
/// mark, lines ended by LF or CRLF; blank lines are passed over. The header must be the 18 names of <see cref="RideColumns"/>.
/// </remarks>
internal sealed class RideCsvReader : IDisposable
{
    private const int MaxLineLength = 64 * 1024;
    private readonly BoundedLineReader _lines;
    private readonly CsvLine _fields = new(RideColumns.Count);

    private RideCsvReader(BoundedLineReader lines)
    {
        _lines = lines;
    }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="CommandException">No such file, not readable, empty, or not a rides file: exit code 2.</exception>
    public static RideCsvReader Open(string path)
    {
        try
        {
            return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 64 * 1024), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandException.BadInput($"{path}: no such file; give --csv the path of a rides file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandException.BadInput($"{path}: cannot be read ({error.Message})");
        }
    }

    /// <summary>Reads from a stream; <paramref name="name"/> stands in messages.</summary>
    public static RideCsvReader Open(Stream stream, string name)
    {
        var lines = new BoundedLineReader(new StreamReader(stream, Encoding.UTF8), MaxLineLength);
        try
        {
            var header = lines.Read();
            while (header is { Length: 0 })
            {
                header = lines.Read();
            }
            if (header is null)
            {
                throw CommandException.BadInput($"{name}: the file is empty; a rides file begins with the header {RideColumns.Names[0]},{RideColumns.Names[1]},...");
            }
            CheckHeader(header, name);
            return new RideCsvReader(lines);
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }

    /// <summary>The rows that follow, as they are read.</summary>
    public IEnumerable<RideRow> Rows()
    {
        while (_lines.Read() is { } line)
        {
            if (line.Length > 0)
            {
                yield return Parse(line);
            }
        }
    }

    public void Dispose() => _lines.Dispose();

    private static void CheckHeader(string header, string name)
    {
        var fields = new CsvLine(RideColumns.Count);
        if (fields.Split(header) is { } problem)
        {
            throw CommandException.BadInput($"{name}: wrong header: {problem}");
        }
        for (var i = 0; i < RideColumns.Count; i++)
        {
            if (i >= fields.Count)
            {
                throw CommandException.BadInput(
                    $"{name}: wrong header: {fields.Count} columns instead of {RideColumns.Count}, {RideColumns.Names[i]} is missing");
            }
            if (!fields[i].Trim().SequenceEqual(RideColumns.Names[i]))
            {
                throw CommandException.BadInput(
                    $"{name}: wrong header: column {i + 1} is {Quoted(fields[i])} instead of {RideColumns.Names[i]}");
            }
        }
        if (fields.Count > RideColumns.Count)
        {
            throw CommandException.BadInput($"{name}: wrong header: {fields.Count} columns instead of {RideColumns.Count}");
        }
    }

    private RideRow Parse(string line)
    {
        if (_lines.Truncated)
        {
            return Bad(null, $"longer than {MaxLineLength} characters");
        }
        if (_fields.Split(line) is { } problem)
        {
            return Bad(null, problem);
        }
        if (_fields.Count != RideColumns.Count)
        {
            return Bad(null, $"{_fields.Count} columns instead of {RideColumns.Count}");
        }
        return RideParser.TryParse(_fields, out var ride, out var column, out var reason)
            ? new RideRow(ride, null)
            : Bad(RideColumns.Names[column], reason);
    }

    private RideRow Bad(string? column, string reason) => new(null, new RideCsvError(_lines.Line, column, reason));

    internal static string Quoted(ReadOnlySpan<char> value)
    {
        const int shown = 40;
        return value.Length <= shown
            ? string.Create(CultureInfo.InvariantCulture, $"'{value}'")
            : string.Create(CultureInfo.InvariantCulture, $"'{value[..shown]}...'");
    }
}
