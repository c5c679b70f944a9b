namespace Weir.Rides;

/// <summary>Makes up plausible rides: zones by popularity, distances by the map, speeds by the hour, fares by the meter of 2020.</summary>
/// <remarks>Thread model: one owner. The same seed gives the same rides on every machine. Pickup times never go back.</remarks>
internal sealed class RideGenerator
{
    private const double RidesPerSecond = 0.3;
    private const double MilesPerDegreeLatitude = 69.05;
    private const double MilesPerDegreeLongitude = 52.3; // at New York's latitude
    private static readonly DateTime FirstPickup = new(2020, 7, 1);
    private static readonly double[] PickupWeights = Cumulative(zone => zone.Area == TaxiArea.Newark ? 0 : zone.Weight);

    // Rides per hour of day relative to the mean: quiet before dawn, a rise towards the evening.
    private static readonly double[] Traffic =
    [
        0.45, 0.30, 0.22, 0.17, 0.18, 0.25, 0.55, 0.85, 1.00, 1.00, 1.02, 1.10,
        1.20, 1.25, 1.32, 1.40, 1.42, 1.48, 1.50, 1.38, 1.25, 1.20, 1.05, 0.75,
    ];

    private readonly double[][] _dropoffWeights = new double[TaxiZones.All.Length][];
    private SplitMix64 _random;
    private double _clock;

    public RideGenerator(ulong seed)
    {
        _random = new SplitMix64(seed);
    }

    /// <summary>The next ride.</summary>
    public Ride Next()
    {
        var pickup = Pick(PickupWeights);
        var dropoff = Pick(DropoffWeights(pickup));
        var from = TaxiZones.All[pickup];
        var to = TaxiZones.All[dropoff];
        var begin = NextPickupTime();
        var miles = Miles(from, to);
        var duration = Duration(miles, begin.Hour);
        var end = begin.AddSeconds(Math.Round(duration.TotalSeconds));
        var fare = TaxiFare.For(from, to, miles, end - begin, begin);
        var byCard = _random.NextDouble() < 0.68;
        var tip = byCard ? Tip(fare) : 0;
        return new Ride
        {
            VendorId = _random.NextDouble() < 0.34 ? "1" : "2",
            PickupTime = begin,
            DropoffTime = end,
            PassengerCount = Passengers(),
            TripDistance = miles,
            RatecodeId = fare.RatecodeId,
            StoreAndForwardFlag = _random.NextDouble() < 0.99 ? "N" : "Y",
            PickupLocationId = from.Id,
            DropoffLocationId = to.Id,
            PaymentType = byCard ? "1" : "2",
            FareAmount = fare.Meter,
            Extra = fare.Extra,
            MtaTax = TaxiFare.MtaTax,
            TipAmount = tip,
            TollsAmount = fare.Tolls,
            ImprovementSurcharge = TaxiFare.ImprovementSurcharge,
            TotalAmount = Cents(fare.Sum + tip),
            CongestionSurcharge = fare.Congestion,
        };
    }

    internal static double Cents(double dollars) => Math.Round(dollars, 2, MidpointRounding.AwayFromZero);

    private DateTime NextPickupTime()
    {
        var hour = (int)(_clock / 3600) % 24;
        _clock += -Math.Log(1 - _random.NextDouble()) / (RidesPerSecond * Traffic[hour]);
        return FirstPickup.AddSeconds(Math.Floor(_clock));
    }

    // Streets go round corners: about 1.35 times the straight line, and within a zone half a mile to a mile and a half.
    private double Miles(TaxiZone from, TaxiZone to)
    {
        var north = (to.Latitude - from.Latitude) * MilesPerDegreeLatitude;
        var east = (to.Longitude - from.Longitude) * MilesPerDegreeLongitude;
        var straight = Math.Sqrt((north * north) + (east * east));
        return Math.Round((straight * _random.NextDouble(1.2, 1.5)) + _random.NextDouble(0.3, 1.0), 2);
    }

    private TimeSpan Duration(double miles, int hour)
    {
        var milesPerHour = (18 - (5 * Traffic[hour])) * _random.NextDouble(0.75, 1.3) * (1 + Math.Min(miles, 15) / 20);
        return TimeSpan.FromHours(miles / milesPerHour) + TimeSpan.FromSeconds(_random.NextDouble(30, 150));
    }

    private double Tip(TaxiFare fare)
    {
        var share = _random.NextDouble() switch
        {
            < 0.06 => 0,
            < 0.30 => 0.15,
            < 0.75 => 0.20,
            < 0.92 => 0.25,
            _ => 0.30,
        };
        return Cents(fare.Sum * share);
    }

    private int Passengers() => _random.NextDouble() switch
    {
        < 0.74 => 1,
        < 0.88 => 2,
        < 0.92 => 3,
        < 0.94 => 4,
        < 0.97 => 5,
        _ => 6,
    };

    // Nearby zones are likelier ends: popularity over distance, to and from airports less so.
    private double[] DropoffWeights(int pickup)
    {
        var from = TaxiZones.All[pickup];
        return _dropoffWeights[pickup] ??= Cumulative(to =>
        {
            var north = (to.Latitude - from.Latitude) * MilesPerDegreeLatitude;
            var east = (to.Longitude - from.Longitude) * MilesPerDegreeLongitude;
            var airport = from.Area is TaxiArea.Kennedy or TaxiArea.LaGuardia;
            return airport && to.Area == from.Area
                ? 0
                : to.Weight / (1 + (((north * north) + (east * east)) * (airport ? 0.01 : 0.5)));
        });
    }

    private int Pick(double[] cumulative)
    {
        var index = Array.BinarySearch(cumulative, _random.NextDouble() * cumulative[^1]);
        return index >= 0 ? index + 1 : ~index;
    }

    private static double[] Cumulative(Func<TaxiZone, double> weight)
    {
        var sum = 0.0;
        return Array.ConvertAll(TaxiZones.All, zone => sum += weight(zone));
    }
}
