using Weir.Output;

namespace Weir.Demo;

/// <summary>How a demo went; the shape of <c>weir demo --json</c>.</summary>
/// <param name="Produced">Rides acknowledged.</param>
/// <param name="Consumed">Rides consumed.</param>
/// <param name="Invalid">Rows that held no ride.</param>
/// <param name="Partitions">Rides produced to each partition, by its number.</param>
/// <param name="GroupLag">Rides the group has not committed yet.</param>
/// <param name="Seconds">From the first ride sent to the last one consumed.</param>
/// <param name="RidesPerSecond">Consumed in that time.</param>
/// <param name="AcknowledgedMs">From the send call to the acknowledgement.</param>
/// <param name="ConsumedMs">From the send call to the consumer.</param>
/// <param name="TopPickupLocations">The most frequent pickup locations by the live count.</param>
internal sealed record DemoJson(
    long Produced,
    long Consumed,
    long Invalid,
    long[] Partitions,
    long GroupLag,
    double Seconds,
    double RidesPerSecond,
    LatencyJson AcknowledgedMs,
    LatencyJson ConsumedMs,
    LocationCountJson[] TopPickupLocations);
