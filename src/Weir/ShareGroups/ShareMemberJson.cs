namespace Weir.ShareGroups;

/// <summary>A member of a share group; partitions as <c>topic-partition</c>.</summary>
internal sealed record ShareMemberJson(string Member, string Client, string Host, string[] Partitions);
