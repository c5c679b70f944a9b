namespace Weir.Log.Tests.Support;

/// <summary>A log and a model of it, driven by one seed.</summary>
internal interface IModelRun : IAsyncDisposable
{
    /// <summary>What was done so far, a line each.</summary>
    string Trace { get; }

    /// <summary>Does something random to both and compares them.</summary>
    Task Step();
}
