using System.Globalization;

namespace Weir.Client;

/// <summary>Checks of single settings, with the same shape of message everywhere.</summary>
internal static class OptionRules
{
    public static void Positive(string key, TimeSpan value)
    {
        if (value <= TimeSpan.Zero || value.TotalMilliseconds > int.MaxValue)
        {
            throw new ClientConfigurationException(key, Milliseconds(value), "it must be from 1 to 2147483647 milliseconds.");
        }
    }

    public static void NotNegative(string key, TimeSpan value)
    {
        if (value < TimeSpan.Zero || value.TotalMilliseconds > int.MaxValue)
        {
            throw new ClientConfigurationException(key, Milliseconds(value), "it must be from 0 to 2147483647 milliseconds.");
        }
    }

    public static void InRange(string key, long value, long lowest, long highest)
    {
        if (value < lowest || value > highest)
        {
            throw new ClientConfigurationException(
                key,
                value.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"it must be from {lowest} to {highest}."));
        }
    }

    private static string Milliseconds(TimeSpan value) => value.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
}
