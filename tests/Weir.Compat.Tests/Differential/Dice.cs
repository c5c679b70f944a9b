using Weir.Protocol;

namespace Weir.Compat.Tests.Differential;

/// <summary>Draws the choices of a sequence from its seed: the same seed and versions, the same sequence.</summary>
/// <remarks>Thread model: one caller. Names are few, so that steps meet what other steps have made.</remarks>
internal sealed class Dice(int seed, IReadOnlyDictionary<ApiKey, (short Lowest, short Highest)> versions)
{
    private readonly Random _random = new(seed);

    /// <summary>The time records are stamped from, in milliseconds: past, so that nobody calls it future, and the same for both brokers.</summary>
    public static long BaseTime { get; } = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds();

    /// <summary>Records are stamped at most this long after <see cref="BaseTime"/>, in milliseconds.</summary>
    public const int LatestRecordMs = 1_000_000;

    public int Below(int bound) => _random.Next(bound);

    public int Between(int lowest, int highest) => _random.Next(lowest, highest + 1);

    public bool Chance(int percent) => _random.Next(100) < percent;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    /// <summary>Mostly the first, now and then one of the others.</summary>
    public T Mostly<T>(T usual, params ReadOnlySpan<T> odd) => Chance(88) ? usual : Pick(odd);

    /// <summary>One to as many things, drawn one by one.</summary>
    public List<T> Some<T>(int most, Func<T> draw) => [.. Enumerable.Range(0, Between(1, most)).Select(_ => draw())];

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    public short Version(ApiKey api) => (short)Between(versions[api].Lowest, versions[api].Highest);

    public string Topic() => Mostly(Pick("t0", "t0", "t1"), "t2", "missing");

    public int Partition() => Mostly(Pick(0, 0, 1), 2, 9, -1);

    public string Group() => Pick("g0", "g1");

    public string TransactionalId() => Mostly(Pick("x0", "x0", "x1"), "nobody", "");
}
