using System.Globalization;

namespace Weir.Broker;

/// <summary>Settings as text: how each type is read.</summary>
internal static class ConfigText
{
    private const NumberStyles Signed = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    public static string? TypeProblem(ConfigType type, string value) => type switch
    {
        ConfigType.Boolean when !bool.TryParse(value, out _) => "Expected value to be either true or false",
        ConfigType.Int when !int.TryParse(value, Signed, CultureInfo.InvariantCulture, out _) => "Not a number of type INT",
        ConfigType.Short when !short.TryParse(value, Signed, CultureInfo.InvariantCulture, out _) => "Not a number of type SHORT",
        ConfigType.Long when !long.TryParse(value, Signed, CultureInfo.InvariantCulture, out _) => "Not a number of type LONG",
        ConfigType.Double when !double.TryParse(value, CultureInfo.InvariantCulture, out _) => "Not a number of type DOUBLE",
        _ => null,
    };

    /// <summary>A comma-separated list; the empty text is the empty list.</summary>
    public static string[] ToList(string value) => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static int ToInt(string value) => int.Parse(value, Signed, CultureInfo.InvariantCulture);

    public static long ToLong(string value) => long.Parse(value, Signed, CultureInfo.InvariantCulture);

    public static double ToDouble(string value) => double.Parse(value, CultureInfo.InvariantCulture);

    public static bool ToBoolean(string value) => bool.Parse(value);
}
