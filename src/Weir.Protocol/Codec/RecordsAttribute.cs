namespace Weir.Protocol;

/// <summary>The field holds record batches: bytes that may be spliced into a frame instead of copied.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecordsAttribute : Attribute;
