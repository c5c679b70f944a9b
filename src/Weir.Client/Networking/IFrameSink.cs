namespace Weir.Client.Networking;

/// <summary>Takes the frames of one connection.</summary>
internal interface IFrameSink
{
    /// <summary>Called for one frame after the other. Gives the frame's own array back unless it was detached.</summary>
    void OnFrame(ResponseFrame frame);
}
