namespace Weir.Client;

/// <summary>How records of a share group are acknowledged (<c>share.acknowledgement.mode</c>, KIP-932).</summary>
public enum ShareAcknowledgementMode
{
    /// <summary>A record counts as accepted when the next one, or the next batch, is asked for, and with a commit.</summary>
    Implicit,

    /// <summary>The program acknowledges each record.</summary>
    Explicit,
}
