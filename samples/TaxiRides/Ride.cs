using System.Globalization;
using System.Text.Json.Serialization;

namespace TaxiRides;

/// <summary>A row of the rides file; its column names are the JSON's property names.</summary>
public sealed record Ride(
    string VendorID,
    DateTime tpep_pickup_datetime,
    DateTime tpep_dropoff_datetime,
    int passenger_count,
    double trip_distance,
    long RatecodeID,
    string store_and_fwd_flag,
    long PULocationID,
    long DOLocationID,
    string payment_type,
    double fare_amount,
    double extra,
    double mta_tax,
    double tip_amount,
    double tolls_amount,
    double improvement_surcharge,
    double total_amount,
    double congestion_surcharge)
{
    public static Ride Parse(string line)
    {
        var fields = line.Split(',');
        return new Ride(
            fields[0], Time(fields[1]), Time(fields[2]), (int)Integer(fields[3]), Number(fields[4]), Integer(fields[5]), fields[6],
            Integer(fields[7]), Integer(fields[8]), fields[9], Number(fields[10]), Number(fields[11]), Number(fields[12]),
            Number(fields[13]), Number(fields[14]), Number(fields[15]), Number(fields[16]), Number(fields[17]));
    }

    private static DateTime Time(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static long Integer(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

[JsonSerializable(typeof(Ride))]
[JsonSourceGenerationOptions(Converters = [typeof(LocalDateTimeConverter)])]
public sealed partial class RideJson : JsonSerializerContext;
