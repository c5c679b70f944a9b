using System.CommandLine;
using Weir.Output;

namespace Weir.CommandLine;

/// <summary>A command of the root and what builds it.</summary>
internal sealed record CommandEntry(string Name, Func<Terminal, Command> Build);
