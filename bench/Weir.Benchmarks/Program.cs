using BenchmarkDotNet.Running;
using Weir.Benchmarks;
using Weir.Benchmarks.Allocations;

// `allocations` checks allocated bytes against expected-allocations.json; everything else goes to BenchmarkDotNet, as
// `--filter '*Crc32C*'` or `--list flat`.
if (args is ["allocations", ..])
{
    return await AllocationCheck.RunAsync(args[1..]);
}

BenchmarkSwitcher.FromAssembly(typeof(SampleBatches).Assembly).Run(args);
return 0;
