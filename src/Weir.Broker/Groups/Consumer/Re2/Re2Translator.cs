using System.Globalization;
using System.Text;

namespace Weir.Broker.Groups.Consumer.Re2;

/// <summary>
/// Turns an expression of RE2/J, the syntax of Kafka's subscriptions (KIP-848), into one of .NET's that matches the same names of topics, and refuses what RE2/J
/// refuses. Follows RE2/J's own parser, quirks included; since names are ASCII, so is the result.
/// </summary>
/// <remarks>Thread model: one owner, for one expression.</remarks>
internal sealed class Re2Translator
{
    private readonly Re2Cursor _cursor;
    private readonly StringBuilder _output = new();
    private readonly Stack<(int Start, bool FoldsCase)> _groups = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private bool _foldsCase;

    // Where what a repetition would repeat begins; -1 when there is nothing.
    private int _atom = -1;

    // Whether that is a repetition itself, and whether one has just been read.
    private bool _isRepeated;
    private bool _isAfterRepeat;

    private Re2Translator(string expression) => _cursor = new Re2Cursor(expression);

    /// <exception cref="Re2SyntaxException">RE2/J would not take it.</exception>
    public static string Translate(string expression) => new Re2Translator(expression).Run();

    private string Run()
    {
        while (!_cursor.IsAtEnd)
        {
            bool wasRepeat = _isAfterRepeat;
            _isAfterRepeat = false;
            Step(wasRepeat);
        }

        return _groups.Count == 0 ? _output.ToString() : throw new Re2SyntaxException(Re2Errors.OpenGroup);
    }

    private void Step(bool wasRepeat)
    {
        switch (_cursor.Peek)
        {
            case '(':
                OpenGroup();
                break;
            case '|':
                _cursor.Position++;
                _output.Append('|');
                _atom = -1;
                break;
            case ')':
                CloseGroup();
                break;
            case '^':
                _cursor.Position++;
                Atom(@"(?:\A)");
                break;
            case '$':
                _cursor.Position++;
                Atom(@"(?:\z)");
                break;
            case '.':
                _cursor.Position++;
                Atom(AsciiSet.All.ToPattern());
                break;
            case '[':
                Atom(Re2CharClass.Pop(_cursor, _foldsCase).ToPattern());
                break;
            case '*' or '+' or '?':
                Repeat(((char)_cursor.Pop()).ToString(), wasRepeat);
                break;
            case '{' when _cursor.TryPopCounts(out int least, out int most):
                Repeat(string.Create(CultureInfo.InvariantCulture, $"{{{least},{(most < 0 ? "" : most)}}}"), wasRepeat);
                break;
            case '\\':
                Escape();
                break;
            default:
                Literal(_cursor.Pop());
                break;
        }
    }

    private void Atom(string pattern)
    {
        _atom = _output.Length;
        _isRepeated = false;
        _output.Append(pattern);
    }

    private void Literal(int character) =>
        Atom((_foldsCase ? AsciiSet.FoldedRange(character, character) : AsciiSet.Of(character)).ToPattern());

    // How greedy it is does not matter: whole names are matched.
    private void Repeat(string operation, bool wasRepeat)
    {
        _cursor.TrySkip('?');
        if (wasRepeat)
        {
            throw new Re2SyntaxException(Re2Errors.NestedRepeat);
        }

        if (_atom < 0)
        {
            throw new Re2SyntaxException(Re2Errors.NothingToRepeat);
        }

        if (_isRepeated)
        {
            _output.Insert(_atom, "(?:").Append(')');
        }

        _output.Append(operation);
        _isRepeated = _isAfterRepeat = true;
    }

    private void OpenGroup()
    {
        if (_cursor.LooksAt("(?P<") || _cursor.LooksAt("(?<"))
        {
            PopGroupName();
            PushGroup();
        }
        else if (_cursor.LooksAt("(?"))
        {
            PopFlags();
        }
        else
        {
            _cursor.Position++;
            PushGroup();
        }
    }

    private void PushGroup()
    {
        _groups.Push((_output.Length, _foldsCase));
        _output.Append("(?:");
        _atom = -1;
    }

    private void CloseGroup()
    {
        _cursor.Position++;
        if (!_groups.TryPop(out (int Start, bool FoldsCase) group))
        {
            throw new Re2SyntaxException(Re2Errors.UnopenedGroup);
        }

        _output.Append(')');
        _atom = group.Start;
        _isRepeated = false;
        _foldsCase = group.FoldsCase;
    }

    private void PopGroupName()
    {
        int begin = _cursor.LooksAt("(?P<") ? 4 : 3;
        int end = _cursor.Rest.IndexOf('>');
        string name = end >= begin ? _cursor.Rest[begin..end].ToString() : "";
        if (name.Length == 0 || !name.All(static character => char.IsAsciiLetterOrDigit(character) || character == '_'))
        {
            throw new Re2SyntaxException(Re2Errors.BadName);
        }

        if (!_names.Add(name))
        {
            throw new Re2SyntaxException(Re2Errors.DuplicateName);
        }

        _cursor.Position += end + 1;
    }

    /// <summary>Reads <c>(?flags)</c>, for the rest of the group, or <c>(?flags:</c>, for one of its own. Of the flags only i can matter for names.</summary>
    private void PopFlags()
    {
        _cursor.Position += 2;
        bool foldsCase = _foldsCase;
        bool isOff = false;
        bool sawFlag = false;
        while (!_cursor.IsAtEnd)
        {
            switch (_cursor.Pop())
            {
                case 'i':
                    (foldsCase, sawFlag) = (!isOff, true);
                    break;
                case 'm' or 's' or 'U':
                    sawFlag = true;
                    break;
                case '-' when !isOff:
                    (isOff, sawFlag) = (true, false);
                    break;
                case ':' when sawFlag || !isOff:
                    PushGroup();
                    _foldsCase = foldsCase;
                    return;
                case ')' when sawFlag || !isOff:
                    _foldsCase = foldsCase;
                    return;
                default:
                    throw new Re2SyntaxException(Re2Errors.BadGroup);
            }
        }

        throw new Re2SyntaxException(Re2Errors.BadGroup);
    }

    private void Escape()
    {
        switch (_cursor.Rest)
        {
            case [_, 'A', ..]:
                _cursor.Position += 2;
                Atom(@"(?:\A)");
                break;
            case [_, 'z', ..]:
                _cursor.Position += 2;
                Atom(@"(?:\z)");
                break;
            case [_, 'b' or 'B', ..]:
                Atom($"(?:{_cursor.Rest[..2]})");
                _cursor.Position += 2;
                break;
            case [_, 'Q', ..]:
                _cursor.Position += 2;
                Quoted();
                break;
            default:
                if (Re2CharClass.PopGroup(_cursor, _foldsCase) is { } set)
                {
                    Atom(set.ToPattern());
                }
                else
                {
                    Literal(_cursor.PopEscape());
                }

                break;
        }
    }

    private void Quoted()
    {
        while (!_cursor.IsAtEnd)
        {
            if (_cursor.LooksAt(@"\E"))
            {
                _cursor.Position += 2;
                return;
            }

            Literal(_cursor.Pop());
        }
    }
}
