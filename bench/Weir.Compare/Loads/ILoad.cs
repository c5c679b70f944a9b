using Weir.Compare.Brokers;

namespace Weir.Compare.Loads;

/// <summary>One load: drives a running broker and reports what it measured.</summary>
internal interface ILoad
{
    string Name { get; }

    IEnumerable<Measurement> Run(BrokerProcess broker, BenchOptions options);
}
