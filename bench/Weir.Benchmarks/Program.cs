using BenchmarkDotNet.Running;
using Weir.Benchmarks;
using Weir.Benchmarks.Allocations;
using Weir.Benchmarks.Flushes;

// `allocations` checks allocated bytes against expected-allocations.json; `flushes DIR` measures what a flush costs in that directory's
// file system; everything else goes to BenchmarkDotNet, as `--filter '*Crc32C*'` or `--list flat`.
if (args is ["allocations", ..])
{
    return await AllocationCheck.RunAsync(args[1..]);
}

if (args is ["flushes", var directory])
{
    return FlushTable.Run(directory);
}

BenchmarkSwitcher.FromAssembly(typeof(SampleBatches).Assembly).Run(args);
return 0;
