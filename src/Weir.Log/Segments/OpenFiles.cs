namespace Weir.Log.Segments;

/// <summary>
/// Bounds how many segment files are open at a time: past the limit the ones not used lately are closed, and opened again
/// when they are needed.
/// </summary>
/// <remarks>
/// Thread model: any thread. Lock order: a segment file's own lock is never held while this one is taken, so that this one may
/// be held while closing segment files.
/// </remarks>
internal sealed class OpenFiles(int limit)
{
    private readonly Lock _gate = new();
    private readonly List<SegmentFile> _open = [];
    private int _hand;

    /// <summary>Called after <paramref name="file"/> has opened its handle.</summary>
    public void Register(SegmentFile file)
    {
        lock (_gate)
        {
            _open.Add(file);
            // Two turns of the clock: the first clears the "used" marks, the second closes.
            int turns = 2 * _open.Count;
            while (_open.Count > limit && turns-- > 0)
            {
                Advance();
            }
        }
    }

    /// <summary>Closes every file that has not been used since the last call.</summary>
    public void CloseIdle()
    {
        lock (_gate)
        {
            for (int i = _open.Count; i > 0; i--)
            {
                Advance();
            }
        }
    }

    private void Advance()
    {
        if (_hand >= _open.Count)
        {
            _hand = 0;
        }

        if (_open.Count > 0 && _open[_hand].TryCloseIdle())
        {
            _open[_hand] = _open[^1];
            _open.RemoveAt(_open.Count - 1);
        }
        else
        {
            _hand++;
        }
    }
}
