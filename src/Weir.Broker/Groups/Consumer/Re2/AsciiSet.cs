using System.Globalization;
using System.Text;

namespace Weir.Broker.Groups.Consumer.Re2;

/// <summary>ASCII characters: all that a name of a topic can hold, so that the rest of Unicode need not be known.</summary>
internal readonly record struct AsciiSet(UInt128 Bits)
{
    private const int Size = 128;

    // The two characters beyond ASCII that differ from one in ASCII only by case.
    private const int LongS = 0x17f;
    private const int Kelvin = 0x212a;

    public static AsciiSet All { get; } = new(UInt128.MaxValue);

    public static AsciiSet Of(int character) => Range(character, character);

    public static AsciiSet Of(string characters)
    {
        AsciiSet set = default;
        foreach (char character in characters)
        {
            set |= Of(character);
        }

        return set;
    }

    public static AsciiSet Where(Func<char, bool> holds)
    {
        AsciiSet set = default;
        for (int character = 0; character < Size; character++)
        {
            set |= holds((char)character) ? Of(character) : default;
        }

        return set;
    }

    public static AsciiSet Range(int first, int last)
    {
        UInt128 bits = 0;
        for (int character = first; character <= Math.Min(last, Size - 1); character++)
        {
            bits |= UInt128.One << character;
        }

        return new AsciiSet(bits);
    }

    /// <summary>The characters of a range, those beyond ASCII by what they fold to.</summary>
    public static AsciiSet FoldedRange(int first, int last)
    {
        AsciiSet set = Range(first, last).Fold();
        set |= first <= LongS && LongS <= last ? Of("sS") : default;
        return first <= Kelvin && Kelvin <= last ? set | Of("kK") : set;
    }

    public static AsciiSet operator |(AsciiSet one, AsciiSet other) => new(one.Bits | other.Bits);

    public static AsciiSet operator ~(AsciiSet set) => new(~set.Bits);

    public bool Contains(int character) => (Bits >> character & 1) != 0;

    /// <summary>With the other case of every letter.</summary>
    public AsciiSet Fold()
    {
        AsciiSet self = this;
        return Where(character => self.Contains(char.ToLowerInvariant(character)) || self.Contains(char.ToUpperInvariant(character)));
    }

    /// <summary>A character class as .NET reads it.</summary>
    public string ToPattern()
    {
        if (Bits == 0)
        {
            return @"[^\s\S]";
        }

        var pattern = new StringBuilder("[");
        for (int first = 0; first < Size; first++)
        {
            if (Contains(first))
            {
                int last = first;
                while (last + 1 < Size && Contains(last + 1))
                {
                    last++;
                }

                pattern.Append(CultureInfo.InvariantCulture, $@"\x{first:x2}-\x{last:x2}");
                first = last;
            }
        }

        return pattern.Append(']').ToString();
    }
}
