using Microsoft.Extensions.Logging;
using Weir.Log;

namespace Weir.Broker;

/// <summary>Sees to it that the metadata is written down as a whole every now and then, so that a start need not replay all that ever happened.</summary>
/// <remarks>
/// Thread model: snapshots are written on the thread pool, one at a time. <c>_gate</c> guards the fields, and is a leaf: the controller calls
/// in while it holds its own lock.
/// </remarks>
internal sealed partial class MetadataModule(BrokerServices services) : IBrokerModule
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(45);

    private readonly Lock _gate = new();
    private readonly ILogger _logger = services.LoggerFactory.CreateLogger<MetadataModule>();
    private ITimer? _timer;
    private Task _writing = Task.CompletedTask;
    private bool _isStopping;

    public IEnumerable<ApiHandler> Handlers => [];

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        services.Controller.SnapshotDue = Begin;
        if (services.Controller.IsSnapshotDue)
        {
            Begin();
        }

        long intervalMs = services.Config.GetLong("metadata.log.max.snapshot.interval.ms");
        if (intervalMs > 0)
        {
            TimeSpan interval = TimeSpan.FromMilliseconds(Math.Min(intervalMs, LongestInterval.TotalMilliseconds));
            _timer = services.Time.CreateTimer(_ => Begin(), null, interval, interval);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        services.Controller.SnapshotDue = null;
        Task writing;
        lock (_gate)
        {
            _isStopping = true;
            writing = _writing;
        }

        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        await writing;
    }

    private void Begin()
    {
        lock (_gate)
        {
            if (!_isStopping && _writing.IsCompleted)
            {
                _writing = Task.Run(Write);
            }
        }
    }

    private void Write()
    {
        try
        {
            services.Controller.WriteSnapshot();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(_logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The metadata could not be written down as a whole; its log goes on, and it is tried again later")]
    private static partial void LogNotWritten(ILogger logger, Exception error);
}
