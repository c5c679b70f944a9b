namespace Weir.Broker;

/// <summary>A waiting request whose time has come.</summary>
internal interface ICompletion
{
    /// <summary>Makes the response and hands it on. Must not block.</summary>
    void Complete();
}
