using System.Reflection;
using Weir.Protocol.Tests.Messages;

namespace Weir.Protocol.Tests.Generator;

/// <summary>Declarations that no message of today needs, but that may be made.</summary>
public sealed class GeneratedCodecTests
{
    private const string Everything =
        """
        public enum Level : sbyte { Low = -1, High = 1 }

        [Structure(1, 6, FlexibleFrom = 3, Id = 7)]
        public sealed partial class Everything
        {
            public bool Flag { get; set; } = true;
            public uint Unsigned { get; set; }
            public double Ratio { get; set; } = 0.5;
            public Level Level { get; set; } = Level.High;
            [Field(Since = 2, Until = 4)]
            public List<Level> Levels { get; set; } = [];
            public List<ReadOnlyMemory<byte>> Blobs { get; set; } = new();
            public List<bool> Flags { get; set; } = [];
            [Field(NeverFlexible = true)]
            public List<string>? Names { get; set; }
            [Field(NullableSince = 2, NullableUntil = 4)]
            public Inner? Sometimes { get; set; } = new();
            [Field(Since = 5, NullableSince = 6)]
            public string? Text { get; set; } = "text";
            [Field(NullableSince = 3)]
            public ReadOnlyMemory<byte>? Bytes { get; set; }
            public List<Inner> Inners { get; set; } = [];
            [Field(Since = 3, Tag = 9)]
            public Inner Tagged { get; set; } = new();
            [Field(Since = 4, Tag = 3)]
            public Inner? TaggedOrNull { get; set; }
            [Field(Since = 3, Tag = 200)]
            public List<Inner>? TaggedList { get; set; } = [];
            [Field(Since = 3, Tag = 1)]
            public string TaggedText { get; set; } = "a \"quoted\" default";
            [Field(Since = 3, Tag = 2)]
            public double TaggedRatio { get; set; }
            [Field(Since = 3, Tag = 4)]
            public Level TaggedLevel { get; set; } = Level.Low;
            [Field(Since = 3, Tag = 5)]
            public ReadOnlyMemory<byte> TaggedBytes { get; set; }
            [Field(Since = 3, Tag = 6)]
            public bool TaggedFlag { get; set; } = true;

            public int Computed => Inners.Count;

            public sealed partial class Inner
            {
                public Leaf Leaf { get; set; } = new();
                public ushort Port { get; set; } = 9092;
                public Leaf? MaybeLeaf { get; set; }
                [Field(Since = 5)]
                public List<Leaf> Leaves { get; set; } = [];
            }

            public sealed partial class Leaf
            {
                public Guid Id { get; set; }
                public ReadOnlyMemory<byte> Content { get; set; }
                [Field(Since = 3, Tag = 0)]
                public long Offset { get; set; } = long.MinValue;
            }
        }
        """;

    private static readonly Lazy<Type> EverythingType = new(() => GeneratorHarness.Load(Everything).GetType("Sample.Everything", throwOnError: true)!);

    [Fact]
    public void A_declaration_of_every_kind_reads_what_it_writes()
    {
        var random = new Random(5);
        for (int i = 0; i < 3000; i++)
        {
            short version = (short)random.Next(1, 7);
            IProtocolStructure original = Create();
            new MessageFiller(random, version).Fill(original);
            IProtocolStructure copy = Create();
            new MessageFiller(random, (short)random.Next(1, 7)).Fill(copy);

            byte[] bytes = MessageBytes.Write(original, version);
            Assert.Equal(0, MessageBytes.Read(copy, bytes, version));

            MessageBytes.AssertSame(original, copy, $"v{version}");
            Assert.Equal(bytes, MessageBytes.Write(copy, version));
        }
    }

    [Theory]
    [InlineData("LowestVersion", 1)]
    [InlineData("HighestVersion", 6)]
    [InlineData("FlexibleFrom", 3)]
    public void Attributes_become_static_members(string property, short expected) =>
        Assert.Equal(expected, EverythingType.Value.GetProperty(property)!.GetValue(null));

    [Fact]
    public void Id_becomes_a_constant() => Assert.Equal((short)7, EverythingType.Value.GetField("TypeId")!.GetRawConstantValue());

    [Fact]
    public void Write_of_an_untouched_instance_carries_no_tagged_field() => Assert.Equal(0, MessageBytes.Write(Create(), 6)[^1]);

    [Fact]
    public void MinimumSize_is_the_size_of_the_smallest_element()
    {
        Type inner = EverythingType.Value.GetNestedType("Inner")!;
        MethodInfo minimumSize = inner.GetMethod("MinimumSize", BindingFlags.NonPublic | BindingFlags.Static)!;
        for (short version = 1; version <= 6; version++)
        {
            int smallest = MessageBytes.Write((IProtocolStructure)Activator.CreateInstance(inner)!, version).Length;

            Assert.Equal(smallest, minimumSize.Invoke(null, [version]));
        }
    }

    private static IProtocolStructure Create() => (IProtocolStructure)Activator.CreateInstance(EverythingType.Value)!;
}
