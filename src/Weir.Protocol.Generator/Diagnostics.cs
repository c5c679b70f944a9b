using Microsoft.CodeAnalysis;

namespace Weir.Protocol.Generator;

/// <summary>What cannot be declared, and what to do instead.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "WEIR001", "Protocol class is not partial", "'{0}' must be declared partial: its codec is generated into it");

    public static readonly DiagnosticDescriptor NotTopLevel = Error(
        "WEIR002", "Annotated class is nested or generic", "'{0}' must be a top-level, non-generic class to carry [Message] or [Structure]");

    public static readonly DiagnosticDescriptor UnsupportedType = Error(
        "WEIR003", "Type has no wire encoding", "'{0}' has type '{1}', which has no encoding in the Kafka protocol; use bool, sbyte, short, ushort, int, uint, long, double, Guid, string, ReadOnlyMemory<byte>, an enum over one of them, a class nested in the annotated class, or a List of non-null ones");

    public static readonly DiagnosticDescriptor TagWithoutFlexibleVersions = Error(
        "WEIR004", "Tagged field without flexible versions", "'{0}' is a tagged field, but no version that carries it is flexible; set FlexibleFrom on '{1}' or remove the tag");

    public static readonly DiagnosticDescriptor DuplicateTag = Error(
        "WEIR005", "Duplicate tag", "'{0}' uses tag {1}, which another field of its class uses already");

    public static readonly DiagnosticDescriptor UnsupportedDefault = Error(
        "WEIR006", "Default is no constant", "The default of '{0}' must be a constant, [] for a list, new() for a nested class, or absent");

    public static readonly DiagnosticDescriptor EmptyVersionRange = Error(
        "WEIR007", "Empty version range", "'{0}' is in no version: its versions {1} to {2} do not meet the versions {3} to {4} of '{5}'");

    public static readonly DiagnosticDescriptor RecordsNotBytes = Error(
        "WEIR008", "[Records] on a field that is not bytes", "'{0}' carries [Records], so its type must be ReadOnlyMemory<byte> or ReadOnlyMemory<byte>?");

    public static readonly DiagnosticDescriptor Recursive = Error(
        "WEIR009", "Class contains itself", "'{0}' contains itself, directly or by way of others; a frame could nest it until the reader's stack is full, so flatten it into a list");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Weir.Protocol", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
