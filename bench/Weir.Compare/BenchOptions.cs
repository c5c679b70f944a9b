using System.Text.RegularExpressions;
using Weir.Compare.Brokers;

namespace Weir.Compare;

/// <summary>What to run, from the command line.</summary>
internal sealed partial record BenchOptions
{
    public required string WeirExecutable { get; init; }

    public required string SharedFolder { get; init; }

    public int Rounds { get; init; } = 3;

    /// <summary>Length of one measured run.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Unmeasured run in front of each measured one; a JVM needs it more than Weir does.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Prefixes of load names; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    public IReadOnlyList<Durability> Durabilities { get; init; } = [Durability.Os, Durability.Disk];

    /// <summary>Which brokers to measure; one alone gives no ratios.</summary>
    public IReadOnlyList<BrokerKind> Brokers { get; init; } = [BrokerKind.Weir, BrokerKind.Kafka];

    public bool Wants(string load) => Only.Count == 0 || Only.Any(o => load.StartsWith(o, StringComparison.Ordinal));

    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions
        {
            WeirExecutable = "artifacts/weir/weir",
            SharedFolder = Environment.GetEnvironmentVariable("WEIR_SHARED") ?? Path.GetFullPath("../shared"),
        };
        for (int i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--quick" => options with { Rounds = 1, Duration = TimeSpan.FromSeconds(2), WarmUp = TimeSpan.FromSeconds(1) },
                "--weir" => options with { WeirExecutable = Path.GetFullPath(Value(args, ref i)) },
                "--rounds" => options with { Rounds = int.Parse(Value(args, ref i)) },
                "--seconds" => options with { Duration = TimeSpan.FromSeconds(int.Parse(Value(args, ref i))) },
                "--only" => options with { Only = SplitNames(Value(args, ref i)) },
                "--durability" => options with { Durabilities = [Enum.Parse<Durability>(Value(args, ref i), ignoreCase: true)] },
                "--broker" => options with { Brokers = [Enum.Parse<BrokerKind>(Value(args, ref i), ignoreCase: true)] },
                _ => throw new ArgumentException($"unknown option '{args[i]}'; known: --quick --weir FILE --rounds N --seconds N --only NAME,... --durability os|disk --broker weir|kafka"),
            };
        }

        return options;
    }

    // A comma within a name has a space behind it.
    private static string[] SplitNames(string names) => NameSeparator().Split(names);

    [GeneratedRegex(",(?! )")]
    private static partial Regex NameSeparator();

    private static string Value(string[] args, ref int i) =>
        ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value");
}
