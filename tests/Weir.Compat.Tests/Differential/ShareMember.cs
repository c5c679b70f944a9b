namespace Weir.Compat.Tests.Differential;

/// <summary>A member of a share group as one broker has it.</summary>
internal sealed class ShareMember
{
    public int Epoch { get; set; }

    public bool IsJoined { get; set; }

    public IReadOnlyList<string> Topics { get; set; } = [];
}
