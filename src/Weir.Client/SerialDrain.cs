using System.Runtime.ExceptionServices;

namespace Weir.Client;

/// <summary>
/// Runs one piece of work whenever somebody pokes, never twice at once: on the poking thread, or on the pool. Who pokes while it runs makes it run
/// once more. It takes the place of a thread: whatever only the work touches needs no lock.
/// </summary>
/// <remarks>Thread model: any thread may poke. The work must not block. What it throws reaches whoever runs it, once nobody's poke is left over.</remarks>
internal sealed class SerialDrain(Action work) : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Scheduled = 1;
    private const int Running = 2;
    private const int RunningAgain = 3;

    private int _state;

    /// <param name="onThisThread">Saves a thread switch, about 50 us, where the caller can afford the work.</param>
    public void Poke(bool onThisThread)
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            switch (state)
            {
                case Idle or Scheduled when onThisThread:
                    if (Interlocked.CompareExchange(ref _state, Running, state) == state)
                    {
                        Run();
                        return;
                    }

                    break;
                case Idle:
                    if (Interlocked.CompareExchange(ref _state, Scheduled, Idle) == Idle)
                    {
                        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                        return;
                    }

                    break;
                case Running:
                    if (Interlocked.CompareExchange(ref _state, RunningAgain, Running) == Running)
                    {
                        return;
                    }

                    break;
                default:
                    return;
            }
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (Interlocked.CompareExchange(ref _state, Running, Scheduled) == Scheduled)
        {
            Run();
        }
    }

    private void Run()
    {
        ExceptionDispatchInfo? failure = null;
        do
        {
            Volatile.Write(ref _state, Running);
            try
            {
                work();
            }
            catch (Exception e)
            {
                failure ??= ExceptionDispatchInfo.Capture(e);
            }
        }
        while (Interlocked.CompareExchange(ref _state, Idle, Running) != Running);

        failure?.Throw();
    }
}
