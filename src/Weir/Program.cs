using Weir.CommandLine;
using Weir.Output;

return await Entry.RunAsync(args, Terminal.Standard());
