namespace Weir.CommandLine;

internal enum StartPositionKind
{
    Beginning,
    End,
    Offset,
    Time,
}
