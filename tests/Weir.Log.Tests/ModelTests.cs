using Microsoft.Extensions.Time.Testing;
using Weir.Log.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log.Tests;

/// <summary>
/// Random appends, reads, rolls, retention, deletions of records, clean stops and crashes, compared with a list. A crash keeps what was
/// flushed and tears or garbles what was not.
/// </summary>
public sealed class ModelTests
{
    private const int Steps = 150;

    private static readonly LogConfig Config = new()
    {
        SegmentBytes = 3000,
        IndexIntervalBytes = 300,
        SegmentIndexBytes = 120,
        RetentionBytes = -1,
        RetentionMs = -1,
        FileDeleteDelayMs = 0,
    };

    public static TheoryData<int> Seeds() => ModelRuns.Seeds(40);

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task Log_agrees_with_the_model(int seed) => ModelRuns.RunAsync(new ModelRun(seed), Steps, seed);

    private sealed class ModelRun : IModelRun
    {
        private readonly Random _random;
        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        private readonly LogModel _model = new();
        private readonly List<string> _trace = [];
        private readonly Durability _durability;
        private TemporaryDirectory _root = new();
        private LogDirectory _directory;
        private int _leaderEpoch;

        public ModelRun(int seed)
        {
            _random = new Random(seed);
            _durability = _random.Next(2) == 0 ? Durability.Os : Durability.Disk;
            _directory = Open();
        }

        public string Trace => string.Join('\n', _trace.TakeLast(30));

        private PartitionLog Log => _directory.Rides(Config);

        public async Task Step()
        {
            switch (_random.Next(100))
            {
                case < 55:
                    Append();
                    break;
                case < 65:
                    Resend();
                    break;
                case < 85:
                    Read();
                    break;
                case < 88:
                    DeleteRecords();
                    break;
                case < 91:
                    Retain();
                    break;
                case < 94:
                    Flush();
                    break;
                case < 97:
                    await RestartCleanly();
                    break;
                default:
                    await Crash();
                    break;
            }

            Assert.Equal(_model.EndOffset, Log.LogEndOffset);
            Assert.Equal(_model.StartOffset, Log.LogStartOffset);
        }

        public async ValueTask DisposeAsync()
        {
            await _directory.DisposeAsync();
            _root.Dispose();
        }

        private LogDirectory Open() => LogDirectories.Open(_root, new LogDirectoryOptions { Durability = _durability, WriteAheadFromSize = 500 }, _time);

        private void Append()
        {
            long producer = _random.Next(-2, 4);
            (short epoch, int sequence) = _model.Producers.GetValueOrDefault(producer);
            if (producer >= 0 && _random.Next(20) == 0)
            {
                (epoch, sequence) = ((short)(epoch + 1), 0);
            }

            _time.Advance(TimeSpan.FromMilliseconds(_random.Next(5)));
            byte[] batch = Batches.Build(
                Enumerable.Range(0, _random.Next(1, 5)).Select(_ => (_time.GetUtcNow().ToUnixTimeMilliseconds() - _random.Next(20), RandomBytes(_random.Next(400)))),
                builder =>
                {
                    builder.ProducerId = Math.Max(producer, -1);
                    builder.ProducerEpoch = producer < 0 ? (short)-1 : epoch;
                    builder.BaseSequence = producer < 0 ? -1 : sequence;
                });
            AppendOutcome outcome = Log.Append(batch, _leaderEpoch);
            Note($"append {outcome.BaseOffset}..{outcome.NextOffset} of {producer} epoch {epoch} sequence {sequence}: {outcome.Error}");
            Assert.Equal(ErrorCode.None, outcome.Error);
            Assert.Equal(_model.EndOffset, outcome.BaseOffset);
            _model.Append(batch, _leaderEpoch);
        }

        private void Resend()
        {
            if (_model.LastOf(_random.Next(4)) is not { } last)
            {
                return;
            }

            AppendOutcome outcome = Log.Append(last.Bytes, _leaderEpoch);
            Note($"resend {last.Header.BaseOffset}: {outcome.Error}");
            Assert.True(outcome.IsDuplicate, $"batch {last.Header.BaseOffset} of {last.Header.ProducerId} was not recognised");
            Assert.Equal(last.Header.BaseOffset, outcome.BaseOffset);
            Assert.Equal(last.Header.NextOffset, outcome.NextOffset);
        }

        private void Read()
        {
            Log.AwaitFlushed();
            long offset = _random.NextInt64(_model.StartOffset, _model.EndOffset + 1);
            byte[] bytes = Log.ReadBytes(offset, maxBytes: _random.Next(5000));
            ReadOnlySpan<byte> expected = _model.From(offset);
            Assert.True(bytes.AsSpan().StartsWith(expected), $"read at {offset}");
        }

        private void DeleteRecords()
        {
            Log.AwaitFlushed();
            long offset = _random.NextInt64(_model.StartOffset, _model.EndOffset + 1);
            Note($"delete records below {offset}");
            Assert.Equal(ErrorCode.None, Log.AdvanceLogStart(offset));
            _directory.CheckpointLogStartOffsets();
            _model.StartOffset = offset;
        }

        private void Retain()
        {
            Log.AwaitFlushed();
            Log.UpdateConfig(Config with { RetentionBytes = _random.Next(2) == 0 ? _random.Next(20_000) : -1, RetentionMs = _random.Next(2) == 0 ? _random.Next(500) : -1 });
            long before = Log.SizeInBytes;
            PartitionLog log = _directory.Find(LogDirectories.Topic, 0)!;
            _directory.ApplyRetention();
            Note($"retention: {before} to {log.SizeInBytes} bytes, start {log.LogStartOffset}");
            Assert.True(log.LogStartOffset >= _model.StartOffset);
            _model.StartOffset = log.LogStartOffset;
        }

        private void Flush()
        {
            Note("flush");
            Log.Flush();
        }

        private async Task RestartCleanly()
        {
            Note("clean restart");
            await _directory.DisposeAsync();
            _directory = Open();
            _leaderEpoch++;
            Assert.True(_directory.WasCleanlyClosed);
            VerifyAll();
        }

        /// <summary>Goes on with a copy whose unflushed tail is whole, torn, garbled or followed by zeros.</summary>
        private async Task Crash()
        {
            PartitionLog log = Log;
            long stored = _durability == Durability.Disk ? log.HighWatermark : log.RecoveryPoint;
            TemporaryDirectory crashed = Support.Crash.CopyOf(_root);
            string copy = Directory.CreateDirectory(Path.Join(crashed, log.ToString())).FullName;
            string active = Directory.GetFiles(copy, "*.log").Order(StringComparer.Ordinal).LastOrDefault() ?? string.Empty;
            long firstInActive = active.Length == 0 ? 0 : long.Parse(Path.GetFileNameWithoutExtension(active));
            long keep = _model.Batches.Where(batch => batch.Header.BaseOffset >= firstInActive && batch.Header.BaseOffset < stored).Sum(batch => (long)batch.Bytes.Length);
            string damage = active.Length == 0 ? "none" : Damage(active, keep);
            await _directory.DisposeAsync();
            _root.Dispose();
            _root = crashed;
            _directory = Open();
            long end = Log.LogEndOffset;
            Note($"crash: stored {stored}, end {_model.EndOffset}, {damage}; recovered {end}");
            Assert.InRange(end, Math.Max(stored, _model.StartOffset), _model.EndOffset);
            _leaderEpoch++;
            _model.TruncateTo(end);
            VerifyAll();
        }

        private string Damage(string path, long keep)
        {
            long length = new FileInfo(path).Length;
            if (length <= keep)
            {
                return "none";
            }

            long position = _random.NextInt64(keep, length);
            switch (_random.Next(4))
            {
                case 0:
                    Support.Crash.Truncate(path, position);
                    return $"cut at {position}";
                case 1:
                    Support.Crash.Overwrite(path, position, new byte[length - position]);
                    return $"zeros from {position}";
                case 2:
                    Support.Crash.Truncate(path, length + _random.Next(1, 5000));
                    return "zeros behind the end";
                default:
                    return "none";
            }
        }

        private void VerifyAll()
        {
            foreach ((RecordBatchHeader header, byte[] bytes) in _model.Batches.Where(batch => batch.Header.LastOffset >= _model.StartOffset))
            {
                byte[] read = Log.ReadBytes(Math.Max(header.BaseOffset, _model.StartOffset), maxBytes: 1);
                Assert.True(read.AsSpan().SequenceEqual(bytes), $"batch {header.BaseOffset} after a restart");
            }
        }

        private byte[] RandomBytes(int count)
        {
            byte[] bytes = new byte[count];
            _random.NextBytes(bytes);
            return bytes;
        }

        private void Note(string line) => _trace.Add(line);
    }
}
