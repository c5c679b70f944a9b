using Microsoft.Extensions.Time.Testing;
using Weir.Log.Tests.Support;
using Weir.Protocol.Records;

namespace Weir.Log.Tests;

/// <summary>
/// Random keyed appends, tombstones, transactions, rolls, compactions, clean stops and crashes, compared with what was appended: every key
/// keeps its last committed value, nothing comes back, offsets only grow. A crash happens before any change that a compaction makes to the file system.
/// </summary>
public sealed class CompactionModelTests
{
    private const int Steps = 50;

    public static TheoryData<int> Seeds() => ModelRuns.Seeds(20);

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task Compacted_log_agrees_with_the_model(int seed) => ModelRuns.RunAsync(new ModelRun(seed), Steps, seed);

    private sealed record Appended(StoredRecord Record, long AtMs, long Producer)
    {
        /// <summary>Null while the transaction is open.</summary>
        public bool? IsCommitted { get; set; }
    }

    private sealed class ModelRun : IModelRun
    {
        private const long DeleteRetentionMs = 5_000;

        private readonly Random _random;
        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        private readonly List<Appended> _appended = [];
        private readonly Dictionary<long, int> _sequences = [];
        private readonly List<string> _trace = [];
        private readonly LogConfig _config;
        private readonly Durability _durability;
        private readonly FaultyFileSystem _files = new();
        private TemporaryDirectory _root = new();
        private LogDirectory _directory;
        private long _end;

        public ModelRun(int seed)
        {
            _random = new Random(seed);
            _durability = _random.Next(2) == 0 ? Durability.Os : Durability.Disk;
            _config = new LogConfig
            {
                CleanupCompact = true,
                CleanupDelete = false,
                SegmentBytes = 1500,
                IndexIntervalBytes = 200,
                SegmentIndexBytes = 200,
                MinCleanableDirtyRatio = _random.Next(3) * 0.25,
                DeleteRetentionMs = DeleteRetentionMs,
                FileDeleteDelayMs = _random.Next(2) * 20_000,
            };
            _directory = Open();
        }

        public string Trace => string.Join('\n', _trace.TakeLast(30));

        private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

        private PartitionLog Log => _directory.Rides(_config);

        public async Task Step()
        {
            switch (_random.Next(20))
            {
                case < 13:
                    Append();
                    break;
                case < 16:
                    Compact();
                    break;
                case < 17:
                    _time.Advance(TimeSpan.FromMilliseconds(_random.Next(4_000)));
                    break;
                case < 18:
                    await RestartCleanly();
                    break;
                default:
                    await CrashWhileCompacting();
                    break;
            }

            Verify();
        }

        public async ValueTask DisposeAsync()
        {
            await _directory.DisposeAsync();
            _root.Dispose();
        }

        // The cleaner runs when the test says so.
        private LogDirectory Open() => LogDirectories.Open(
            _root,
            new LogDirectoryOptions
            {
                Durability = _durability,
                Files = _files,
                Cleaner = new LogCleanerOptions { IsEnabled = false, DedupeBufferBytes = 24 * (_random.Next(2) == 0 ? 12 : 1000), IoBufferBytes = 300 },
            },
            _time);

        private void Append()
        {
            for (int i = _random.Next(1, 12); i > 0; i--)
            {
                // Below 0 without an id, from 10 on in transactions.
                long producer = _random.Next(3) == 0 ? 10 + _random.Next(2) : _random.Next(-2, 3);
                if (producer >= 10 && _random.Next(3) == 0)
                {
                    EndTransaction(producer);
                    continue;
                }

                int sequence = _sequences.GetValueOrDefault(producer);
                List<(string Key, string? Value)> records = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => RandomRecord())];
                AppendOutcome outcome = Log.Append(Batches.Keyed(records, Now, builder =>
                {
                    builder.Compression = (CompressionType)_random.Next(5);
                    builder.IsTransactional = producer >= 10;
                    if (producer >= 0)
                    {
                        (builder.ProducerId, builder.ProducerEpoch, builder.BaseSequence) = (producer, 0, sequence);
                    }
                }));
                Assert.Equal(Protocol.ErrorCode.None, outcome.Error);
                _appended.AddRange(records.Select((record, n) =>
                    new Appended(new StoredRecord(outcome.BaseOffset + n, record.Key, record.Value), Now, producer) { IsCommitted = producer < 10 ? true : null }));
                _sequences[producer] = sequence + records.Count;
                _end = outcome.NextOffset;
            }

            Log.Flush();
            Note($"append to {Log.LogEndOffset}");
        }

        private void EndTransaction(long producer)
        {
            bool isCommit = _random.Next(2) == 0;
            AppendOutcome outcome = Log.End(producer, 0, isCommit);
            Assert.Equal(Protocol.ErrorCode.None, outcome.Error);
            foreach (Appended record in _appended.Where(record => record.Producer == producer))
            {
                record.IsCommitted ??= isCommit;
            }

            _end = outcome.NextOffset;
        }

        private (string Key, string? Value) RandomRecord()
        {
            string key = $"key {(_random.Next(4) == 0 ? _random.Next(100) : _random.Next(5))}";
            return (key, _random.Next(5) == 0 ? null : new string('v', _random.Next(60)) + _random.Next());
        }

        private void Compact()
        {
            long before = Log.SizeInBytes;
            _directory.Compact();
            Note($"compact: {before} to {Log.SizeInBytes} bytes, up to {Log.CleanedOffset}");
        }

        private async Task RestartCleanly()
        {
            Note("clean restart");
            await _directory.DisposeAsync();
            _directory = Open();
            Assert.True(_directory.WasCleanlyClosed);
        }

        /// <summary>Goes on with what the directory was before one of the changes.</summary>
        private async Task CrashWhileCompacting()
        {
            int crashAt = _random.Next(60);
            TemporaryDirectory? crashed = null;
            string where = "after";
            _ = Log;
            _files.BeforeChange = path =>
            {
                if (crashAt-- == 0)
                {
                    where = Path.GetFileName(path);
                    crashed = Crash.CopyOf(_root);
                }
            };
            Compact();
            _files.BeforeChange = null;
            crashed ??= Crash.CopyOf(_root);
            Note($"crash {where}");
            await _directory.DisposeAsync();
            _root.Dispose();
            _root = crashed;
            _directory = Open();
            Assert.Equal(_directory.Logs.Count == 0, _directory.WasCleanlyClosed);
        }

        private void Verify()
        {
            Log.AwaitFlushed();
            Assert.Equal(_end, Log.LogEndOffset);
            VerifyOffsets();
            VerifyCommitted();
            VerifyProducers();
        }

        private void VerifyOffsets()
        {
            List<StoredRecord> records = Log.ReadRecords();
            Dictionary<long, StoredRecord> appended = _appended.ToDictionary(entry => entry.Record.Offset, entry => entry.Record);
            long previous = -1;
            foreach (StoredRecord record in records)
            {
                Assert.True(record.Offset > previous, $"offset {record.Offset} after {previous}");
                Assert.Equal(appended[record.Offset], record);
                previous = record.Offset;
            }

            long from = _random.NextInt64(_end + 1);
            Assert.Equal(records.Where(record => record.Offset >= from), Log.ReadRecords(from));
        }

        private void VerifyCommitted()
        {
            long stable = Log.LastStableOffset;
            Assert.Equal(_appended.Find(record => record.IsCommitted is null)?.Record.Offset ?? _end, stable);
            List<Appended> committed = [.. _appended.Where(record => record.IsCommitted == true && record.Record.Offset < stable)];
            List<StoredRecord> found = Log.ReadCommitted();
            Assert.Equal(ValuesOf(committed.Select(record => record.Record)), ValuesOf(found));
            foreach (Appended last in committed.GroupBy(record => record.Record.Key).Select(group => group.Last()))
            {
                Assert.True(found.Contains(last.Record) || (last.Record.Value is null && last.AtMs <= Now - DeleteRetentionMs), $"{last.Record} is gone");
            }
        }

        /// <summary>The last batch of each producer is there, were it only its header.</summary>
        private void VerifyProducers()
        {
            IEnumerable<(long, int)> expected = _sequences.Where(entry => entry.Key >= 0).Select(entry => (entry.Key, entry.Value - 1));
            IEnumerable<(long, int)> found = Log.ReadHeaders().Where(header => header.HasProducerId && !header.IsControl).GroupBy(header => header.ProducerId).Select(group => (group.Key, group.Last().LastSequence));
            Assert.Equal(expected.Order(), found.Order());
        }

        private static Dictionary<string, string> ValuesOf(IEnumerable<StoredRecord> records)
        {
            var values = new Dictionary<string, string>();
            foreach (StoredRecord record in records)
            {
                if (record.Value is null)
                {
                    values.Remove(record.Key!);
                }
                else
                {
                    values[record.Key!] = record.Value;
                }
            }

            return values;
        }

        private void Note(string line) => _trace.Add(line);
    }
}
