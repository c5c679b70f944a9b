namespace Weir.Client;

/// <summary>Whether records of open or aborted transactions are seen (<c>isolation.level</c>).</summary>
public enum IsolationLevel
{
    ReadUncommitted = 0,
    ReadCommitted = 1,
}
