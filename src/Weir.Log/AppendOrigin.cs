namespace Weir.Log;

/// <summary>Who appends: decides which checks a batch must pass.</summary>
public enum AppendOrigin
{
    /// <summary>A producer over the network: sizes and producer sequences are checked.</summary>
    Client,

    /// <summary>A coordinator or the broker itself: only what the log needs for its own integrity is checked.</summary>
    Coordinator,
}
