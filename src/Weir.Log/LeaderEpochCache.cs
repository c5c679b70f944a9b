using System.Globalization;
using System.Text;

namespace Weir.Log;

/// <summary>Where each leader epoch of a partition began (KIP-101); kept in <c>leader-epoch-checkpoint</c>.</summary>
/// <remarks>Thread model: guarded by the partition's append lock.</remarks>
internal sealed class LeaderEpochCache
{
    private const string FormatVersion = "0";

    private readonly List<(int Epoch, long StartOffset)> _epochs = [];

    public int Latest => _epochs.Count == 0 ? -1 : _epochs[^1].Epoch;

    /// <summary>Begins <paramref name="epoch"/> at <paramref name="startOffset"/>.</summary>
    /// <returns>False when the epoch is not newer than the latest; then nothing changes.</returns>
    public bool Assign(int epoch, long startOffset)
    {
        if (epoch < 0 || epoch <= Latest)
        {
            return false;
        }

        // An epoch in which nothing was written has no offsets of its own.
        while (_epochs.Count > 0 && _epochs[^1].StartOffset >= startOffset)
        {
            _epochs.RemoveAt(_epochs.Count - 1);
        }

        _epochs.Add((epoch, startOffset));
        return true;
    }

    /// <summary>End of the largest known epoch at or below <paramref name="epoch"/> (KIP-320).</summary>
    public EpochEndOffset EndOffsetFor(int epoch, long logEndOffset)
    {
        if (epoch < 0 || epoch > Latest)
        {
            return EpochEndOffset.Unknown;
        }

        if (epoch == Latest)
        {
            return new EpochEndOffset(epoch, logEndOffset);
        }

        int higher = _epochs.FindIndex(entry => entry.Epoch > epoch);
        int found = higher > 0 ? _epochs[higher - 1].Epoch : epoch;
        return new EpochEndOffset(found, _epochs[higher].StartOffset);
    }

    /// <summary>Drops epochs that end at or below a new log start; the one that holds it starts there.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool TruncateFromStart(long logStartOffset)
    {
        int floor = _epochs.FindLastIndex(entry => entry.StartOffset <= logStartOffset);
        if (floor < 0 || (floor == 0 && _epochs[0].StartOffset == logStartOffset))
        {
            return false;
        }

        _epochs[floor] = (_epochs[floor].Epoch, logStartOffset);
        _epochs.RemoveRange(0, floor);
        return true;
    }

    /// <summary>Drops epochs that begin above the end of the log.</summary>
    public bool TruncateFromEnd(long logEndOffset) => _epochs.RemoveAll(entry => entry.StartOffset > logEndOffset) > 0;

    public byte[] Encode()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{FormatVersion}\n{_epochs.Count}\n");
        foreach ((int epoch, long startOffset) in _epochs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{epoch} {startOffset}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <returns>False when the file is damaged; then the cache is left empty.</returns>
    public bool TryDecode(ReadOnlySpan<byte> bytes)
    {
        _epochs.Clear();
        string[] lines = Encoding.ASCII.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 2 || lines[0] != FormatVersion || lines[1] != (lines.Length - 2).ToString(CultureInfo.InvariantCulture))
        {
            return false;
        }

        foreach (string line in lines.AsSpan(2))
        {
            string[] parts = line.Split(' ');
            if (parts.Length != 2
                || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
                || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long startOffset)
                || epoch <= Latest)
            {
                _epochs.Clear();
                return false;
            }

            _epochs.Add((epoch, startOffset));
        }

        return true;
    }
}
