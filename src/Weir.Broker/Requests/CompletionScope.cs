using Weir.Log;

namespace Weir.Broker;

/// <summary>
/// Gathers what a thread causes while it handles requests or reports flushes: completions of other requests, and connections that have
/// responses to send. Both are done when the scope ends, each connection with one send.
/// </summary>
/// <remarks>Thread model: a scope belongs to the thread that began it, covers synchronous code only, and does not nest.</remarks>
internal sealed class CompletionScope : ICommitObserver
{
    [ThreadStatic]
    private static CompletionScope? _current;

    [ThreadStatic]
    private static CompletionScope? _spare;

    private readonly List<ICompletion> _completions = [];
    private readonly List<ClientConnection> _connections = [];

    /// <summary>For the committer's thread.</summary>
    public static ICommitObserver ForCommitter { get; } = new CompletionScope();

    public static void Begin()
    {
        _current = _spare ?? new CompletionScope();
        _spare = null;
    }

    /// <summary>Runs the completions, then sends what they and others have made ready.</summary>
    public static void End()
    {
        if (_current is not { } scope)
        {
            return;
        }

        try
        {
            // A completion may cause others.
            for (int i = 0; i < scope._completions.Count; i++)
            {
                scope._completions[i].Complete();
            }
        }
        finally
        {
            _current = null;
        }

        foreach (ClientConnection connection in scope._connections)
        {
            connection.SendResponses();
        }

        scope._completions.Clear();
        scope._connections.Clear();
        _spare = scope;
    }

    /// <returns>False when this thread has no scope.</returns>
    public static bool TryAdd(ICompletion completion)
    {
        _current?._completions.Add(completion);
        return _current is not null;
    }

    /// <summary>Has the connection send its finished responses at the end of the scope.</summary>
    /// <returns>False when this thread has no scope.</returns>
    public static bool TryAdd(ClientConnection connection)
    {
        if (_current is not { } scope)
        {
            return false;
        }

        // Requests of one connection mostly come together.
        if (scope._connections.Count == 0 || !ReferenceEquals(scope._connections[^1], connection))
        {
            scope._connections.Add(connection);
        }

        return true;
    }

    void ICommitObserver.OnReporting() => Begin();

    void ICommitObserver.OnReported() => End();
}
