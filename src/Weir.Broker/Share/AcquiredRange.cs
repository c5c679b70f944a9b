namespace Weir.Broker.Share;

/// <summary>Records a consumer has just acquired.</summary>
internal readonly record struct AcquiredRange(long First, long Last, short DeliveryCount)
{
    public long Count => Last - First + 1;
}
