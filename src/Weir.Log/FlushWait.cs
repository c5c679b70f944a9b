namespace Weir.Log;

/// <summary>Someone who waits for the high watermark to reach an offset.</summary>
internal readonly record struct FlushWait(long Offset, IFlushWaiter Waiter);
