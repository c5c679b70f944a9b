using System.Text.Json.Serialization;

namespace Weir.Rides;

/// <summary>One yellow-taxi ride: the 18 columns of the NYC TLC trip record of 2020, under the TLC's own names on the wire.</summary>
/// <remarks>
/// Times are local to New York and carry no zone, as in the source; in JSON they are ISO-8601 without an offset
/// (<c>2020-07-01T00:25:32</c>), which Java's <c>LocalDateTime</c> reads too. Distances are miles, amounts US dollars.
/// </remarks>
internal sealed record Ride
{
    [JsonPropertyName("VendorID")]
    public required string VendorId { get; init; }

    [JsonPropertyName("tpep_pickup_datetime")]
    public required DateTime PickupTime { get; init; }

    [JsonPropertyName("tpep_dropoff_datetime")]
    public required DateTime DropoffTime { get; init; }

    [JsonPropertyName("passenger_count")]
    public required int PassengerCount { get; init; }

    [JsonPropertyName("trip_distance")]
    public required double TripDistance { get; init; }

    [JsonPropertyName("RatecodeID")]
    public required long RatecodeId { get; init; }

    [JsonPropertyName("store_and_fwd_flag")]
    public required string StoreAndForwardFlag { get; init; }

    [JsonPropertyName("PULocationID")]
    public required long PickupLocationId { get; init; }

    [JsonPropertyName("DOLocationID")]
    public required long DropoffLocationId { get; init; }

    [JsonPropertyName("payment_type")]
    public required string PaymentType { get; init; }

    [JsonPropertyName("fare_amount")]
    public required double FareAmount { get; init; }

    [JsonPropertyName("extra")]
    public required double Extra { get; init; }

    [JsonPropertyName("mta_tax")]
    public required double MtaTax { get; init; }

    [JsonPropertyName("tip_amount")]
    public required double TipAmount { get; init; }

    [JsonPropertyName("tolls_amount")]
    public required double TollsAmount { get; init; }

    [JsonPropertyName("improvement_surcharge")]
    public required double ImprovementSurcharge { get; init; }

    [JsonPropertyName("total_amount")]
    public required double TotalAmount { get; init; }

    [JsonPropertyName("congestion_surcharge")]
    public required double CongestionSurcharge { get; init; }
}
