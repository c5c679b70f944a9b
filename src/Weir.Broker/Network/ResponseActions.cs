namespace Weir.Broker;

/// <summary>What a change of the <see cref="ResponseQueue"/> obliges its caller to do.</summary>
[Flags]
internal enum ResponseActions
{
    None = 0,

    /// <summary>The caller is now the connection's sender.</summary>
    Send = 1,

    /// <summary>The receive loop waits at the gate and may go on.</summary>
    OpenGate = 2,
}
