namespace Weir.Protocol.Tests.Codec;

public sealed class KafkaUuidTests
{
    [Fact]
    public void Format_gives_the_base64_of_the_big_endian_bytes()
    {
        Assert.Equal("AAAAAAAAAAAAAAAAAAAAAA", KafkaUuid.Format(Guid.Empty));
        Assert.Equal("AAAAAAAAAAAAAAAAAAAAAQ", KafkaUuid.Format(Guid.Parse("00000000-0000-0000-0000-000000000001")));
    }

    [Fact]
    public void TryParse_undoes_Format()
    {
        for (int i = 0; i < 100; i++)
        {
            Guid id = KafkaUuid.NewId();
            Assert.NotEqual('-', KafkaUuid.Format(id)[0]);
            Assert.True(KafkaUuid.TryParse(KafkaUuid.Format(id), out Guid parsed));
            Assert.Equal(id, parsed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA/+")]
    public void TryParse_of_what_is_no_uuid_gives_false(string text) => Assert.False(KafkaUuid.TryParse(text, out _));
}
