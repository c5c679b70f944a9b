using System.Diagnostics.CodeAnalysis;

namespace Weir.Protocol;

/// <summary>What generated codecs share.</summary>
public static class CodecSupport
{
    /// <exception cref="ProtocolException">The structure has no such version.</exception>
    public static void CheckVersion(string structure, short version, short lowest, short highest)
    {
        if (version < lowest || version > highest)
        {
            ThrowUnknownVersion(structure, version, lowest, highest);
        }
    }

    /// <exception cref="ProtocolException">The content of a tagged field is shorter or longer than its announced size.</exception>
    public static void CheckTaggedFieldEnd(uint tag, int announced, int actual)
    {
        if (announced != actual)
        {
            throw new ProtocolException($"Tagged field {tag} should end at byte {announced} of the frame but its content ends at byte {actual}.");
        }
    }

    /// <summary>An empty list with room for <paramref name="count"/> elements: the current one if it is empty.</summary>
    public static List<T> ListFor<T>(List<T>? current, int count)
    {
        if (current is not { Count: 0 })
        {
            return new List<T>(count);
        }

        current.EnsureCapacity(count);
        return current;
    }

    /// <summary>The error for a null in a version that does not allow it.</summary>
    public static ProtocolException NullNotAllowed(string field, short version) =>
        new($"{field} is null, but version {version} does not allow null.");

    [DoesNotReturn]
    private static void ThrowUnknownVersion(string structure, short version, short lowest, short highest) =>
        throw new ProtocolException($"{structure} has no version {version}: versions {lowest} to {highest} are known.");
}
