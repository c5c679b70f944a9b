using Microsoft.Extensions.Logging.Abstractions;
using Weir.Log;

namespace Weir.Benchmarks.Allocations;

/// <summary>The partition log alone, in the page cache.</summary>
/// <remarks>Thread model: one caller.</remarks>
internal sealed class LogCases : IDisposable
{
    private const int Calls = 2000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weir-benchmarks-");
    private readonly LogDirectory _directory;
    private readonly PartitionLog _log;

    public LogCases()
    {
        var options = new LogDirectoryOptions { Durability = Durability.Os };
        _directory = LogDirectory.Open(_folder.FullName, options, TimeProvider.System, NullLoggerFactory.Instance);
        _log = _directory.OpenOrCreate(SampleMessages.Topic, 0, Guid.NewGuid(), LogConfig.Default);
    }

    public IEnumerable<AllocationCase> All()
    {
        yield return new("log append, per batch of 100", () => Append(SampleBatches.Build(100, 100)));
        yield return new("log read of 64 KiB, per read", Read);
    }

    public void Dispose()
    {
        _directory.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Delete(recursive: true);
    }

    private double Append(byte[] batch) => AllocationMeter.OfProcess(Calls, () => _log.Append(batch, default));

    private double Read()
    {
        Append(SampleBatches.Build(100, 100));
        byte[] buffer = new byte[64 * 1024];
        return AllocationMeter.OfThisThread(Calls, () =>
        {
            using LogSlice slice = _log.Read(_log.LogStartOffset, _log.LogEndOffset, buffer.Length, atLeastOneBatch: true);
            if (slice.CopyTo(buffer) != buffer.Length)
            {
                throw new InvalidOperationException("The log holds less than was appended.");
            }
        });
    }
}
