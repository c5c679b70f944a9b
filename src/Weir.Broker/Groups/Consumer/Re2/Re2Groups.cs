using System.Globalization;

namespace Weir.Broker.Groups.Consumer.Re2;

/// <summary>The named character groups of RE2, as far as ASCII goes: Perl's, POSIX's and Unicode's.</summary>
internal static class Re2Groups
{
    private static readonly AsciiSet Digit = AsciiSet.Range('0', '9');
    private static readonly AsciiSet Lower = AsciiSet.Range('a', 'z');
    private static readonly AsciiSet Upper = AsciiSet.Range('A', 'Z');
    private static readonly AsciiSet Alpha = Lower | Upper;

    public static AsciiSet Word { get; } = Alpha | Digit | AsciiSet.Of('_');

    private static readonly Dictionary<string, AsciiSet> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = Alpha | Digit,
        ["alpha"] = Alpha,
        ["ascii"] = AsciiSet.All,
        ["blank"] = AsciiSet.Of("\t "),
        ["cntrl"] = AsciiSet.Range(0, 0x1f) | AsciiSet.Of(0x7f),
        ["digit"] = Digit,
        ["graph"] = AsciiSet.Range('!', '~'),
        ["lower"] = Lower,
        ["print"] = AsciiSet.Range(' ', '~'),
        ["punct"] = AsciiSet.Where(static character => character is > ' ' and <= '~' && !char.IsAsciiLetterOrDigit(character)),
        ["space"] = AsciiSet.Of("\t\n\v\f\r "),
        ["upper"] = Upper,
        ["word"] = Word,
        ["xdigit"] = Digit | AsciiSet.Range('a', 'f') | AsciiSet.Range('A', 'F'),
    };

    private static readonly Dictionary<string, UnicodeCategory[]> Categories = new(StringComparer.Ordinal)
    {
        ["C"] = [UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.PrivateUse, UnicodeCategory.Surrogate],
        ["Cc"] = [UnicodeCategory.Control],
        ["Cf"] = [UnicodeCategory.Format],
        ["Co"] = [UnicodeCategory.PrivateUse],
        ["Cs"] = [UnicodeCategory.Surrogate],
        ["L"] = [UnicodeCategory.LowercaseLetter, UnicodeCategory.UppercaseLetter],
        ["Ll"] = [UnicodeCategory.LowercaseLetter],
        ["Lm"] = [UnicodeCategory.ModifierLetter],
        ["Lo"] = [UnicodeCategory.OtherLetter],
        ["Lt"] = [UnicodeCategory.TitlecaseLetter],
        ["Lu"] = [UnicodeCategory.UppercaseLetter],
        ["M"] = [UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark, UnicodeCategory.EnclosingMark],
        ["Mc"] = [UnicodeCategory.SpacingCombiningMark],
        ["Me"] = [UnicodeCategory.EnclosingMark],
        ["Mn"] = [UnicodeCategory.NonSpacingMark],
        ["N"] = [UnicodeCategory.DecimalDigitNumber],
        ["Nd"] = [UnicodeCategory.DecimalDigitNumber],
        ["Nl"] = [UnicodeCategory.LetterNumber],
        ["No"] = [UnicodeCategory.OtherNumber],
        ["P"] =
        [
            UnicodeCategory.ConnectorPunctuation, UnicodeCategory.DashPunctuation, UnicodeCategory.OpenPunctuation,
            UnicodeCategory.ClosePunctuation, UnicodeCategory.OtherPunctuation,
        ],
        ["Pc"] = [UnicodeCategory.ConnectorPunctuation],
        ["Pd"] = [UnicodeCategory.DashPunctuation],
        ["Pe"] = [UnicodeCategory.ClosePunctuation],
        ["Pf"] = [UnicodeCategory.FinalQuotePunctuation],
        ["Pi"] = [UnicodeCategory.InitialQuotePunctuation],
        ["Po"] = [UnicodeCategory.OtherPunctuation],
        ["Ps"] = [UnicodeCategory.OpenPunctuation],
        ["S"] = [UnicodeCategory.MathSymbol, UnicodeCategory.CurrencySymbol, UnicodeCategory.ModifierSymbol, UnicodeCategory.OtherSymbol],
        ["Sc"] = [UnicodeCategory.CurrencySymbol],
        ["Sk"] = [UnicodeCategory.ModifierSymbol],
        ["Sm"] = [UnicodeCategory.MathSymbol],
        ["So"] = [UnicodeCategory.OtherSymbol],
        ["Z"] = [UnicodeCategory.SpaceSeparator],
        ["Zl"] = [UnicodeCategory.LineSeparator],
        ["Zp"] = [UnicodeCategory.ParagraphSeparator],
        ["Zs"] = [UnicodeCategory.SpaceSeparator],
    };

    // Scripts without a character in ASCII, those of Unicode 6 that RE2/J knows.
    private static readonly HashSet<string> OtherScripts = new(
        ("Arabic Armenian Avestan Balinese Bamum Batak Bengali Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Cham Cherokee Coptic Cuneiform Cypriot "
            + "Cyrillic Deseret Devanagari Egyptian_Hieroglyphs Ethiopic Georgian Glagolitic Gothic Greek Gujarati Gurmukhi Han Hangul Hanunoo Hebrew Hiragana Imperial_Aramaic "
            + "Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kayah_Li Kharoshthi Khmer Lao Lepcha Limbu Linear_B Lisu Lycian Lydian "
            + "Malayalam Mandaic Meetei_Mayek Mongolian Myanmar New_Tai_Lue Nko Ogham Ol_Chiki Old_Italic Old_Persian Old_South_Arabian Old_Turkic Oriya Osmanya Phags_Pa "
            + "Phoenician Rejang Runic Samaritan Saurashtra Shavian Sinhala Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Tamil Telugu Thaana Thai "
            + "Tibetan Tifinagh Ugaritic Unknown Vai Yi").Split(' '),
        StringComparer.Ordinal);

    /// <summary>What stands behind the backslash in <c>\d</c> and its like; null for anything else.</summary>
    public static AsciiSet? FindPerl(int letter) => letter switch
    {
        'd' => Digit,
        'D' => ~Digit,
        's' => AsciiSet.Of("\t\n\f\r "),
        'S' => ~AsciiSet.Of("\t\n\f\r "),
        'w' => Word,
        'W' => ~Word,
        _ => null,
    };

    /// <summary>By the name within <c>[:...:]</c>; null when there is no such group.</summary>
    public static AsciiSet? FindPosix(string name) =>
        name.StartsWith('^') ? FindPosix(name[1..], isNegated: true) : FindPosix(name, isNegated: false);

    /// <summary>By the name within <c>\p{...}</c>; null when there is no such group.</summary>
    public static AsciiSet? FindUnicode(string name) => name switch
    {
        "Any" => AsciiSet.All,
        "Latin" => Alpha,
        "Common" => ~Alpha,
        _ when Categories.TryGetValue(name, out UnicodeCategory[]? categories) =>
            AsciiSet.Where(character => Array.IndexOf(categories, CharUnicodeInfo.GetUnicodeCategory(character)) >= 0),
        _ => OtherScripts.Contains(name) ? default(AsciiSet) : null,
    };

    private static AsciiSet? FindPosix(string name, bool isNegated) =>
        Posix.TryGetValue(name, out AsciiSet set) ? (isNegated ? ~set : set) : null;
}
