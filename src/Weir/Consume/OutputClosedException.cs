namespace Weir.Consume;

/// <summary>Whoever read standard output has closed it.</summary>
internal sealed class OutputClosedException(Exception inner) : Exception("Standard output is closed.", inner);
