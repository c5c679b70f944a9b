namespace Weir.Client.Producing;

/// <summary>
/// Keeps the sends of a topic in the order of the calls while they wait for the topic to be known or for room in the buffer: a record
/// never overtakes one that was sent before it.
/// </summary>
/// <remarks>Thread model: any thread; one lock guards the lines, and is not touched while nobody waits.</remarks>
internal sealed class WaitingLines
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource> _last = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Whether a send to the topic has to queue behind another.</summary>
    public bool HasWaiters(string topic)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return false;
        }

        lock (_lock)
        {
            return _last.ContainsKey(topic);
        }
    }

    /// <summary>Takes the next place in the topic's line. It must be left, whatever happens.</summary>
    public Place Join(string topic)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            Task ahead = _last.TryGetValue(topic, out TaskCompletionSource? last) ? last.Task : Task.CompletedTask;
            _last[topic] = done;
            _count++;
            return new Place(topic, ahead, done);
        }
    }

    /// <summary>Lets the next one go on: at once, or, when this one gave up early, after those ahead of it.</summary>
    public void Leave(in Place place)
    {
        if (place.Ahead.IsCompleted)
        {
            Finish(place);
            return;
        }

        Place abandoned = place;
        _ = place.Ahead.ContinueWith(
            _ => Finish(abandoned), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Finish(Place place)
    {
        lock (_lock)
        {
            if (_last.TryGetValue(place.Topic, out TaskCompletionSource? last) && last == place.Done)
            {
                _last.Remove(place.Topic);
            }

            _count--;
        }

        place.Done.SetResult();
    }

    /// <summary>A place in a line.</summary>
    /// <param name="Topic">Whose line.</param>
    /// <param name="Ahead">Completes when it is this one's turn.</param>
    /// <param name="Done">Completed when this one has left.</param>
    internal readonly record struct Place(string Topic, Task Ahead, TaskCompletionSource Done);
}
