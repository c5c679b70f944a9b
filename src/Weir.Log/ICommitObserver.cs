namespace Weir.Log;

/// <summary>Told on the committer's thread when it begins and ends to call waiters and listeners, so that what they cause can be done together.</summary>
/// <remarks>Implementations must not block for long and must not throw: every partition of the data directory waits behind them.</remarks>
public interface ICommitObserver
{
    /// <summary>A flush is about to be made and reported.</summary>
    void OnReporting();

    /// <summary>Every waiter and listener of that flush has been called.</summary>
    void OnReported();
}
