using System.Text.Json;
using Weir.Rides;

namespace Weir.Tests.Rides;

public sealed class RideGeneratorTests
{
    [Fact]
    public void Next_same_seed_gives_the_same_rides()
    {
        Assert.Equal(Rides(7, 500), Rides(7, 500));
        Assert.NotEqual(Rides(7, 500), Rides(8, 500));
    }

    [Fact]
    public void Next_known_seed_gives_the_rides_it_always_gave()
    {
        const string expected = """
            {"VendorID":"1","tpep_pickup_datetime":"2020-07-01T00:00:02","tpep_dropoff_datetime":"2020-07-01T00:09:30","passenger_count":1,"trip_distance":3.19,"RatecodeID":1,"store_and_fwd_flag":"N","PULocationID":79,"DOLocationID":162,"payment_type":"2","fare_amount":10,"extra":0.5,"mta_tax":0.5,"tip_amount":0,"tolls_amount":0,"improvement_surcharge":0.3,"total_amount":13.8,"congestion_surcharge":2.5}
            """;

        Assert.Equal(expected, JsonSerializer.Serialize(Rides(42, 1)[0], RideJson.Default.Ride));
    }

    [Fact]
    public void Next_every_ride_adds_up()
    {
        var zones = TaxiZones.All.Select(zone => (long)zone.Id).ToHashSet();
        var before = DateTime.MinValue;
        foreach (var ride in Rides(1, 20_000))
        {
            Assert.True(ride.PickupTime >= before);
            before = ride.PickupTime;
            Assert.InRange((ride.DropoffTime - ride.PickupTime).TotalMinutes, 0.5, 180);
            Assert.InRange(ride.TripDistance, 0.3, 60);
            Assert.InRange(ride.PassengerCount, 1, 6);
            Assert.Contains(ride.PickupLocationId, zones);
            Assert.Contains(ride.DropoffLocationId, zones);
            Assert.NotEqual(1, ride.PickupLocationId); // New York's taxis take nobody from Newark
            Assert.InRange(ride.FareAmount, 2.5, 250);
            Assert.True(ride.PaymentType == "1" || ride.TipAmount == 0);
            var sum = ride.FareAmount + ride.Extra + ride.MtaTax + ride.TipAmount + ride.TollsAmount
                + ride.ImprovementSurcharge + ride.CongestionSurcharge;
            Assert.Equal(sum, ride.TotalAmount, 0.005);
        }
    }

    [Fact]
    public void Next_many_rides_look_like_the_city()
    {
        var rides = Rides(3, 50_000);

        Assert.InRange(rides.Average(ride => ride.TripDistance), 2.0, 4.0);
        Assert.InRange(rides.Average(ride => ride.TotalAmount), 12, 20);
        Assert.InRange(rides.Average(ride => (ride.DropoffTime - ride.PickupTime).TotalMinutes), 9, 18);
        Assert.True(rides.Count(ride => ride.PickupTime.Hour == 18) > 3 * rides.Count(ride => ride.PickupTime.Hour == 3));
        Assert.All(rides.Where(ride => ride.RatecodeId == 2), ride => Assert.Equal(52, ride.FareAmount));
        Assert.Contains(rides, ride => ride.RatecodeId == 2);
        Assert.Equal(236, rides.CountBy(ride => ride.PickupLocationId).MaxBy(zone => zone.Value).Key);
    }

    private static List<Ride> Rides(ulong seed, int count)
    {
        var generator = new RideGenerator(seed);
        return Enumerable.Range(0, count).Select(_ => generator.Next()).ToList();
    }
}
