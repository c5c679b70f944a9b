namespace Weir.Client.Sharing;

/// <summary>Consecutive offsets with the same fate.</summary>
/// <param name="First">First offset.</param>
/// <param name="Last">Last offset, inclusive.</param>
/// <param name="Type">As in the protocol: <see cref="Gap"/>, or an <see cref="AcknowledgeType"/>.</param>
internal readonly record struct AcknowledgedRange(long First, long Last, sbyte Type)
{
    /// <summary>No record lies at these offsets, or none that a program may see.</summary>
    public const sbyte Gap = 0;

    public bool IsGap => Type == Gap;

    public bool IsRenewal => Type == (sbyte)AcknowledgeType.Renew;
}
