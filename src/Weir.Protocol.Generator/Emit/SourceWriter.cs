using System.Text;

namespace Weir.Protocol.Generator.Emit;

/// <summary>Indented C# text.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _behindBlock;

    public void Line(string line = "")
    {
        if (_behindBlock && line.Length > 0 && line != "else" && line != "}")
        {
            _text.Append('\n');
        }

        _behindBlock = line == "}";
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>Writes a line and opens a block under it.</summary>
    public void Open(string line)
    {
        Line(line);
        Line("{");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    /// <summary>Writes one case of a switch with its break.</summary>
    public void Case(string label, Action body)
    {
        Line($"{label}:");
        _depth++;
        body();
        Line("break;");
        _depth--;
    }

    /// <summary>Writes what <paramref name="body"/> writes under a condition; without one when it is null.</summary>
    public void Guarded(string? condition, Action body)
    {
        if (condition is null)
        {
            body();
            return;
        }

        Open($"if ({condition})");
        body();
        Close();
    }

    /// <summary>Opens a method, behind an empty line.</summary>
    public void OpenMethod(string signature)
    {
        Line();
        Open(signature);
    }

    public override string ToString() => _text.ToString();
}
