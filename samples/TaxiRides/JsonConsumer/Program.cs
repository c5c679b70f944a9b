// The lesson's consumer: prints the drop-off location of every ride until none has come for PATIENCE_S seconds.
//   dotnet run --project samples/TaxiRides/JsonConsumer
using System.Globalization;
using TaxiRides;
using Weir.Client;

var patience = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("PATIENCE_S") ?? "10", CultureInfo.InvariantCulture));
try
{
    var options = Cluster.Settings()
        .Set("group.id", "kafka_tutorial_example.jsonconsumer")
        .Set("auto.offset.reset", "earliest")
        .Set("session.timeout.ms", "45000")
        .ToConsumerOptions();
    await using var consumer = new Consumer<string?, Ride>(options, Deserializers.String, Deserializers.Json(RideJson.Default.Ride));
    consumer.Subscribe("rides");
    using var quiet = new CancellationTokenSource(patience);
    try
    {
        await foreach (var ride in consumer.ConsumeAsync(quiet.Token))
        {
            Console.WriteLine(ride.Value.DOLocationID);
            quiet.CancelAfter(patience);
        }
    }
    catch (OperationCanceledException) when (quiet.IsCancellationRequested)
    {
        // No ride for a while: the lesson ends here. Disposing the consumer commits what was read.
    }
    return 0;
}
catch (KafkaException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
