namespace Weir.Rides;

/// <summary>The header of a rides file: names and order of the columns, from the TLC's trip records of 2020.</summary>
internal static class RideColumns
{
    public const int Count = 18;

    public static readonly string[] Names =
    [
        "VendorID", "tpep_pickup_datetime", "tpep_dropoff_datetime", "passenger_count", "trip_distance", "RatecodeID",
        "store_and_fwd_flag", "PULocationID", "DOLocationID", "payment_type", "fare_amount", "extra", "mta_tax",
        "tip_amount", "tolls_amount", "improvement_surcharge", "total_amount", "congestion_surcharge",
    ];
}
