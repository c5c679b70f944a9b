namespace Weir.Broker.Tests;

public sealed class BufferPoolTests
{
    [Theory]
    [InlineData(1, 65536)]
    [InlineData(65536, 65536)]
    [InlineData(65537, 131072)]
    [InlineData(1048577, 2097152)]
    [InlineData(8388608, 8388608)]
    [InlineData(8388609, 8388609)]
    public void Rent_rounds_up_to_its_size_class(int wanted, int expected) => Assert.Equal(expected, new BufferPool(0).Rent(wanted).Length);

    [Theory]
    [InlineData(1, 512)]
    [InlineData(513, 1024)]
    [InlineData(65537, 131072)]
    [InlineData(8388609, 8388609)]
    public void Bytes_that_wait_get_a_buffer_of_their_size(int wanted, int expected)
    {
        var pool = new BufferPool(1024 * 1024);
        byte[] buffer = pool.RentFitting(wanted);
        Assert.Equal(expected, buffer.Length);
        pool.Return(buffer);
        Assert.Equal(expected <= 1024 * 1024 ? expected : 0, pool.Retained);
    }

    [Fact]
    public void A_returned_buffer_is_used_again()
    {
        var pool = new BufferPool(1024 * 1024);
        byte[] buffer = pool.Rent(100_000);
        pool.Return(buffer);
        Assert.Same(buffer, pool.Rent(100_000));
        Assert.NotSame(buffer, pool.Rent(100_000));
    }

    [Fact]
    public void More_than_the_bound_is_not_kept()
    {
        var pool = new BufferPool(100_000);
        pool.Return(pool.Rent(65536));
        byte[] first = pool.Rent(65536);
        byte[] second = pool.Rent(65536);
        pool.Return(first);
        pool.Return(second);
        Assert.Equal(65536, pool.Retained);
    }
}
