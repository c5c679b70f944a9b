using System.Globalization;
using System.Text;

namespace Weir.Client;

/// <summary>The syntax of <c>java.util.Properties.load</c>: comments, continuation lines, escapes, and '=', ':' or blank between key and value.</summary>
internal static class PropertiesFile
{
    /// <exception cref="FormatException">A \uXXXX escape is ill-formed; the message names the line.</exception>
    public static Dictionary<string, string> Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = new StringReader(text);
        int lineNumber = 0;
        while (ReadLogicalLine(reader, ref lineNumber) is { } line)
        {
            int keyEnd = KeyEnd(line);
            int valueStart = ValueStart(line, keyEnd);
            values[Unescape(line[..keyEnd], lineNumber)] = Unescape(line[valueStart..], lineNumber);
        }

        return values;
    }

    /// <summary>Joins lines that end in an odd number of backslashes; skips blank lines and comments.</summary>
    private static string? ReadLogicalLine(StringReader reader, ref int lineNumber)
    {
        StringBuilder? joined = null;
        while (reader.ReadLine() is { } raw)
        {
            lineNumber++;
            string line = raw.TrimStart(' ', '\t', '\f');
            if (joined is null && (line.Length == 0 || line[0] is '#' or '!'))
            {
                continue;
            }

            if (!ContinuesOnNextLine(line))
            {
                return joined is null ? line : joined.Append(line).ToString();
            }

            joined = (joined ?? new StringBuilder()).Append(line.AsSpan(0, line.Length - 1));
        }

        return joined?.ToString();
    }

    private static bool ContinuesOnNextLine(string line)
    {
        int backslashes = line.Length - line.AsSpan().TrimEnd('\\').Length;
        return (backslashes & 1) == 1;
    }

    private static int KeyEnd(string line)
    {
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                i++;
            }
            else if (line[i] is '=' or ':' or ' ' or '\t' or '\f')
            {
                return i;
            }
        }

        return line.Length;
    }

    private static int ValueStart(string line, int keyEnd)
    {
        int i = SkipBlanks(line, keyEnd);
        return i < line.Length && line[i] is '=' or ':' ? SkipBlanks(line, i + 1) : i;
    }

    private static int SkipBlanks(string line, int i)
    {
        while (i < line.Length && line[i] is ' ' or '\t' or '\f')
        {
            i++;
        }

        return i;
    }

    private static string Unescape(string text, int lineNumber)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || ++i == text.Length)
            {
                plain.Append(i < text.Length ? text[i] : "");
                continue;
            }

            if (text[i] == 'u')
            {
                plain.Append(UnicodeEscape(text, i + 1, lineNumber));
                i += 4;
                continue;
            }

            plain.Append(text[i] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', char other => other });
        }

        return plain.ToString();
    }

    private static char UnicodeEscape(string text, int start, int lineNumber) =>
        start + 4 <= text.Length && ushort.TryParse(text.AsSpan(start, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code)
            ? (char)code
            : throw new FormatException($"Line {lineNumber}: \\u must be followed by four hexadecimal digits.");
}
