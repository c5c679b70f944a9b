namespace Weir.Broker.Groups.Consumer.Re2;

/// <summary>Reads what stands for one character out of several: <c>[...]</c>, <c>\d</c>, <c>\p{L}</c>.</summary>
internal static class Re2CharClass
{
    /// <summary>Reads a class from its bracket on.</summary>
    public static AsciiSet Pop(Re2Cursor cursor, bool foldsCase)
    {
        cursor.Position++;
        bool isNegated = cursor.TrySkip('^');
        AsciiSet set = default;
        for (bool isFirst = true; isFirst || cursor.IsAtEnd || cursor.Peek != ']'; isFirst = false)
        {
            set |= PopPosix(cursor, foldsCase) ?? PopGroup(cursor, foldsCase) ?? PopRange(cursor, foldsCase);
        }

        cursor.Position++;
        return isNegated ? ~set : set;
    }

    /// <summary>Reads <c>\d</c> and <c>\p{L}</c> and their like; null, and nothing read, at anything else.</summary>
    public static AsciiSet? PopGroup(Re2Cursor cursor, bool foldsCase)
    {
        if (cursor.LooksAt(@"\p") || cursor.LooksAt(@"\P"))
        {
            return PopUnicode(cursor, foldsCase);
        }

        if (cursor.Rest is not ['\\', var letter, ..] || Re2Groups.FindPerl(letter) is not { } set)
        {
            return null;
        }

        cursor.Position += 2;
        return set;
    }

    private static AsciiSet? PopPosix(Re2Cursor cursor, bool foldsCase)
    {
        int end = cursor.LooksAt("[:") ? cursor.Rest.IndexOf(":]", StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            return null;
        }

        AsciiSet set = (end >= 2 ? Re2Groups.FindPosix(cursor.Rest[2..end].ToString()) : null) ?? throw new Re2SyntaxException(Re2Errors.BadClass);
        cursor.Position += end + 2;
        return foldsCase ? set.Fold() : set;
    }

    private static AsciiSet PopUnicode(Re2Cursor cursor, bool foldsCase)
    {
        bool isNegated = cursor.Rest[1] == 'P';
        cursor.Position += 2;
        string name = PopName(cursor);
        if (name.StartsWith('^'))
        {
            isNegated = !isNegated;
            name = name[1..];
        }

        AsciiSet set = Re2Groups.FindUnicode(name) ?? throw new Re2SyntaxException(Re2Errors.BadClass);
        set = foldsCase ? set.Fold() : set;
        return isNegated ? ~set : set;
    }

    private static string PopName(Re2Cursor cursor)
    {
        if (cursor.IsAtEnd)
        {
            throw new Re2SyntaxException(Re2Errors.BadClass);
        }

        if (!cursor.TrySkip('{'))
        {
            return char.ConvertFromUtf32(cursor.Pop() is var letter and not (>= 0xd800 and <= 0xdfff) ? letter : '?');
        }

        int end = cursor.Rest.IndexOf('}');
        if (end < 0)
        {
            throw new Re2SyntaxException(Re2Errors.BadClass);
        }

        string name = cursor.Rest[..end].ToString();
        cursor.Position += end + 1;
        return name;
    }

    private static AsciiSet PopRange(Re2Cursor cursor, bool foldsCase)
    {
        int first = PopCharacter(cursor);
        int last = first;
        if (cursor.LooksAt("-") && !cursor.LooksAt("-]"))
        {
            cursor.Position++;
            last = PopCharacter(cursor);
            if (last < first)
            {
                throw new Re2SyntaxException(Re2Errors.BadClass);
            }
        }

        return foldsCase ? AsciiSet.FoldedRange(first, last) : AsciiSet.Range(first, last);
    }

    private static int PopCharacter(Re2Cursor cursor) =>
        cursor.IsAtEnd ? throw new Re2SyntaxException(Re2Errors.OpenClass)
        : cursor.Peek == '\\' ? cursor.PopEscape()
        : cursor.Pop();
}
