using System.Text.Json;
using Weir.Rides;

namespace Weir.Tests.Rides;

public sealed class RideJsonTests
{
    private static readonly Ride Sample = new RideGenerator(5).Next();

    [Fact]
    public void Serialize_names_the_columns_of_the_file_in_their_order()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(Sample, RideJson.Default.Ride));

        Assert.Equal(RideColumns.Names, json.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void Deserialize_what_was_written_is_equal() =>
        Assert.Equal(Sample, JsonSerializer.Deserialize(JsonSerializer.Serialize(Sample, RideJson.Default.Ride), RideJson.Default.Ride));

    [Theory]
    [InlineData("[2020,7,1,0,25]", "2020-07-01T00:25:00")]
    [InlineData("[2020,7,1,0,25,32]", "2020-07-01T00:25:32")]
    [InlineData("[2020,7,1,0,25,32,500000000]", "2020-07-01T00:25:32.5")]
    public void Deserialize_time_as_Jackson_writes_it_is_read(string time, string expected)
    {
        var ride = JsonSerializer.Deserialize(WithPickupTime(time), RideJson.Default.Ride)!;

        Assert.Equal(DateTime.Parse(expected), ride.PickupTime);
    }

    [Theory]
    [InlineData("[2020,7]")]
    [InlineData("[2020,13,1,0,25]")]
    [InlineData("[2020,7,1,0,25,32,0,0]")]
    [InlineData("[2020,7,1,0,\"25\"]")]
    [InlineData("\"soon\"")]
    [InlineData("7")]
    public void Deserialize_time_that_is_none_is_refused(string time) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(WithPickupTime(time), RideJson.Default.Ride));

    private static string WithPickupTime(string time) => JsonSerializer.Serialize(Sample, RideJson.Default.Ride)
        .Replace($"\"{Sample.PickupTime:s}\"", time, StringComparison.Ordinal);
}
