// The lesson's producer: rides from a CSV file, as JSON, keyed by pickup location, one every half second.
//   dotnet run --project samples/TaxiRides/JsonProducer -- rides.csv
using System.Globalization;
using TaxiRides;
using Weir.Client;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: JsonProducer rides.csv");
    return 2;
}

var pause = TimeSpan.FromMilliseconds(int.Parse(Environment.GetEnvironmentVariable("PAUSE_MS") ?? "500", CultureInfo.InvariantCulture));
try
{
    var options = Cluster.Settings().Set("acks", "all").ToProducerOptions();
    await using var producer = new Producer<string?, Ride>(options, Serializers.String, Serializers.Json(RideJson.Default.Ride));
    var published = 0;
    foreach (var ride in File.ReadLines(args[0]).Skip(1).Select(Ride.Parse))
    {
        var key = ride.PULocationID.ToString(CultureInfo.InvariantCulture);
        if (pause > TimeSpan.Zero)
        {
            // Awaited, the send gives the place of the record.
            var at = await producer.SendAsync("rides", key, ride);
            Console.WriteLine($"{at.Partition} {at.Offset}");
            await Task.Delay(pause);
        }
        else
        {
            // Posted, records travel in batches; disposing the producer waits for all of them.
            await producer.PostAsync(new ProducerRecord<string?, Ride>("rides", key, ride), report => Report(report.Error));
        }
        published++;
    }
    await producer.FlushAsync();
    Console.WriteLine($"published {published}");
    return Environment.ExitCode;
}
catch (Exception error) when (error is KafkaException or IOException or FormatException)
{
    Report(error);
    return 1;
}

static void Report(Exception? error)
{
    if (error is not null)
    {
        Console.Error.WriteLine(error.Message);
        Environment.ExitCode = 1;
    }
}
