using System.Text;

namespace Weir.Broker.Groups.Consumer.Re2;

/// <summary>Reads an expression character by character, those outside the basic plane as one.</summary>
internal sealed class Re2Cursor(string text)
{
    private const int LargestCharacter = 0x10ffff;

    public int Position { get; set; }

    public bool IsAtEnd => Position >= text.Length;

    public ReadOnlySpan<char> Rest => text.AsSpan(Position);

    public char Peek => text[Position];

    public bool LooksAt(string ahead) => Rest.StartsWith(ahead, StringComparison.Ordinal);

    public bool TrySkip(char character)
    {
        bool isThere = !IsAtEnd && Peek == character;
        Position += isThere ? 1 : 0;
        return isThere;
    }

    public int Pop()
    {
        if (Rune.DecodeFromUtf16(Rest, out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
        {
            return text[Position++]; // Half of a pair matches nothing.
        }

        Position += length;
        return rune.Value;
    }

    /// <summary>Reads an escape that stands for one character, from its backslash on.</summary>
    public int PopEscape()
    {
        Position++;
        if (IsAtEnd)
        {
            throw new Re2SyntaxException(Re2Errors.TrailingBackslash);
        }

        int character = Pop();
        switch (character)
        {
            case '0':
                return PopOctal('0');
            case >= '1' and <= '7' when !IsAtEnd && Peek is >= '0' and <= '7':
                return PopOctal(character);
            case 'x':
                return TrySkip('{') ? PopBracedHex() : (PopHexDigit() * 16) + PopHexDigit();
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            default:
                return character < 128 && char.IsAsciiLetterOrDigit((char)character) ? throw new Re2SyntaxException(Re2Errors.BadEscape) : character;
        }
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; at anything else it stays where it is.</summary>
    /// <returns>Its end is -1 when it has none.</returns>
    public bool TryPopCounts(out int least, out int most)
    {
        const int MostRepeats = 1000;
        int start = Position++;
        least = most = PopNumber();
        bool isRepeat = least != NoNumber;
        if (isRepeat && TrySkip(','))
        {
            most = !IsAtEnd && Peek == '}' ? NoNumber : PopNumber();
            isRepeat = most != NoNumber || (!IsAtEnd && Peek == '}');
        }

        if (!isRepeat || !TrySkip('}'))
        {
            Position = start;
            return false;
        }

        return least <= MostRepeats && most <= MostRepeats && (most == NoNumber || least <= most) ? true : throw new Re2SyntaxException(Re2Errors.BadRepeat);
    }

    private const int NoNumber = -1;

    // As RE2/J: without leading zeros; what is too long for a number is too large.
    private int PopNumber()
    {
        int start = Position;
        while (!IsAtEnd && char.IsAsciiDigit(Peek))
        {
            Position++;
        }

        ReadOnlySpan<char> digits = text.AsSpan(start, Position - start);
        return digits.Length == 0 || (digits.Length > 1 && digits[0] == '0') ? NoNumber
            : digits.Length > 8 ? int.MaxValue
            : int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
    }

    private int PopOctal(int first)
    {
        int value = first - '0';
        for (int i = 0; i < 2 && !IsAtEnd && Peek is >= '0' and <= '7'; i++)
        {
            value = (value * 8) + Pop() - '0';
        }

        return value;
    }

    private int PopBracedHex()
    {
        int value = 0;
        int digits = 0;
        while (!TrySkip('}'))
        {
            value = (value * 16) + PopHexDigit();
            digits++;
            if (value > LargestCharacter)
            {
                throw new Re2SyntaxException(Re2Errors.BadEscape);
            }
        }

        return digits > 0 ? value : throw new Re2SyntaxException(Re2Errors.BadEscape);
    }

    private int PopHexDigit() => !IsAtEnd && char.IsAsciiHexDigit(Peek)
        ? Convert.ToInt32(text[Position++].ToString(), 16)
        : throw new Re2SyntaxException(Re2Errors.BadEscape);
}
