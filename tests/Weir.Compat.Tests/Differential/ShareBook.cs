namespace Weir.Compat.Tests.Differential;

/// <summary>One share group of a sequence as one broker has it.</summary>
internal sealed class ShareBook
{
    public SortedDictionary<string, ShareMember> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The end of the log that was looked at last.</summary>
    public long End { get; set; }

    public ShareMember Member(string name)
    {
        if (!Members.TryGetValue(name, out var found))
        {
            Members[name] = found = new ShareMember();
        }

        return found;
    }
}
