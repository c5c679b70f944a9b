using Weir.Compare;
using Weir.Compare.Librdkafka;

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (Exception e) when (e is ArgumentException or FormatException)
{
    Console.Error.WriteLine($"compare: {e.Message}");
    return 2;
}

if (!Directory.Exists(Path.Combine(options.SharedFolder, "kafka")))
{
    Console.Error.WriteLine($"compare: no Apache Kafka in {options.SharedFolder}; set WEIR_SHARED to the folder that holds kafka/ and wheels/");
    return 2;
}

RdKafka.Load(options.SharedFolder);
using var comparison = new Comparison(options);
comparison.Run(Console.Out);
return 0;
