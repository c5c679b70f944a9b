namespace Weir.Broker.Tests.Transactions;

/// <summary>Does something after a value was computed.</summary>
internal static class Chaining
{
    public static T Also<T>(this T value, Action then)
    {
        then();
        return value;
    }
}
