using System.Reflection;

namespace Weir.Protocol.Tests.Messages;

/// <summary>One declared message or structure, seen by reflection.</summary>
internal sealed class MessageType
{
    private MessageType(Type type)
    {
        Type = type;
        Lowest = Static<short>(nameof(IVersionedStructure.LowestVersion));
        Highest = Static<short>(nameof(IVersionedStructure.HighestVersion));
        FlexibleFrom = Static<short>(nameof(IVersionedStructure.FlexibleFrom));
    }

    /// <summary>Everything Weir.Protocol declares.</summary>
    public static IReadOnlyList<MessageType> All { get; } =
    [
        .. typeof(IVersionedStructure).Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IVersionedStructure)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => new MessageType(type)),
    ];

    /// <summary>Names for theories: one test per declaration.</summary>
    public static TheoryData<string> Names { get; } = [.. All.Select(type => type.Name)];

    public Type Type { get; }

    public string Name => Type.Name;

    public short Lowest { get; }

    public short Highest { get; }

    public short FlexibleFrom { get; }

    public bool IsApiMessage => Type.IsAssignableTo(typeof(IApiMessage));

    public IEnumerable<short> Versions => Enumerable.Range(Lowest, Highest - Lowest + 1).Select(version => (short)version);

    public static MessageType Named(string name) => All.Single(type => type.Name == name);

    public T Static<T>(string property) =>
        (T)Type.GetProperty(property, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    public IProtocolStructure Create() => (IProtocolStructure)Activator.CreateInstance(Type)!;

    /// <summary>An instance with random content that is valid at <paramref name="version"/>.</summary>
    public IProtocolStructure Random(Random random, short version)
    {
        IProtocolStructure message = Create();
        new MessageFiller(random, version).Fill(message);
        return message;
    }

    public override string ToString() => Name;
}
