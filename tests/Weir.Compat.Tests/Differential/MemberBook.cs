namespace Weir.Compat.Tests.Differential;

/// <summary>The members of a sequence's groups as one broker knows them.</summary>
/// <remarks>Thread model: one caller.</remarks>
internal sealed class MemberBook
{
    private readonly Dictionary<(string Group, string Member), ConsumerMember> _consumers = [];
    private readonly Dictionary<string, ClassicGroup> _classic = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Member), StreamsMember> _streams = [];
    private readonly Dictionary<string, ShareBook> _share = new(StringComparer.Ordinal);

    /// <summary>A member of the consumer protocol (KIP-848).</summary>
    public ConsumerMember Consumer(string group, string member)
    {
        if (!_consumers.TryGetValue((group, member), out var found))
        {
            _consumers[(group, member)] = found = new ConsumerMember();
        }

        return found;
    }

    /// <summary>A group of the classic protocol.</summary>
    public ClassicGroup Classic(string group)
    {
        if (!_classic.TryGetValue(group, out var found))
        {
            _classic[group] = found = new ClassicGroup();
        }

        return found;
    }

    /// <summary>A member of a streams group (KIP-1071).</summary>
    public StreamsMember Streams(string group, string member)
    {
        if (!_streams.TryGetValue((group, member), out var found))
        {
            _streams[(group, member)] = found = new StreamsMember();
        }

        return found;
    }

    /// <summary>A share group (KIP-932).</summary>
    public ShareBook Share(string group)
    {
        if (!_share.TryGetValue(group, out var found))
        {
            _share[group] = found = new ShareBook();
        }

        return found;
    }
}
