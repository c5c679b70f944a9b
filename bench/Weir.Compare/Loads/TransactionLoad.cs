using System.Diagnostics;
using Weir.Client;
using Weir.Compare.Brokers;
using Weir.Compare.Raw;

namespace Weir.Compare.Loads;

/// <summary>Transactions of one producer, one after the other: records posted, then committed. Weir.Client, no linger.</summary>
internal sealed class TransactionLoad(int recordsPerTransaction) : ILoad
{
    private const int RecordSize = 100;

    public string Name => $"transactions of {recordsPerTransaction}";

    public IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options)
    {
        string topic = $"transactions-{recordsPerTransaction}";
        Topics.Create(broker.Port, topic);
        return RunAsync(broker, topic, options).GetAwaiter().GetResult();
    }

    private async Task<IEnumerable<Measurement>> RunAsync(BrokerProcess broker, string topic, BenchOptions options)
    {
        await using var producer = new Producer<byte[]?, byte[]?>(
            new ProducerOptions { BootstrapServers = broker.BootstrapServers, TransactionalId = topic, Linger = TimeSpan.Zero },
            Serializers.ByteArray,
            Serializers.ByteArray);
        await producer.InitTransactionsAsync();
        await CommitForAsync(producer, topic, options.WarmUp);
        double cpu = broker.CpuSeconds;
        long begin = Stopwatch.GetTimestamp();
        List<double> commits = await CommitForAsync(producer, topic, options.Duration);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        cpu = broker.CpuSeconds - cpu;
        commits.Sort();
        return
        [
            new Measurement("commits/s", commits.Count / seconds, HigherIsBetter: true),
            new Measurement("commit p50 us", At(commits, 0.50), HigherIsBetter: false),
            new Measurement("commit p99 us", At(commits, 0.99), HigherIsBetter: false),
            new Measurement("broker CPU ms per commit", cpu / commits.Count * 1000, HigherIsBetter: false),
        ];
    }

    /// <summary>Microseconds from the call that commits to its end, which includes what was not sent yet.</summary>
    private async Task<List<double>> CommitForAsync(Producer<byte[]?, byte[]?> producer, string topic, TimeSpan duration)
    {
        var record = new ProducerRecord<byte[]?, byte[]?>(topic, null, new byte[RecordSize]);
        List<double> micros = [];
        for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < duration;)
        {
            producer.BeginTransaction();
            for (int i = 0; i < recordsPerTransaction; i++)
            {
                await producer.PostAsync(record);
            }

            long commit = Stopwatch.GetTimestamp();
            await producer.CommitTransactionAsync();
            micros.Add(Stopwatch.GetElapsedTime(commit).TotalMicroseconds);
        }

        return micros;
    }

    private static double At(List<double> sorted, double quantile) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * quantile))];
}
