namespace Weir.Protocol.Records;

/// <summary>Arithmetic modulo the Castagnoli polynomial, bit-reflected: bit 31 is the coefficient of x^0.</summary>
internal static class Crc32CPolynomial
{
    private const uint Reflected = 0x82F63B78;
    private const uint One = 0x80000000;

    /// <summary>x^<paramref name="exponent"/> modulo the polynomial.</summary>
    public static uint PowerOfX(int exponent)
    {
        uint value = One;
        for (int i = 0; i < exponent; i++)
        {
            value = MultiplyByX(value);
        }

        return value;
    }

    public static uint Multiply(uint a, uint b)
    {
        uint product = 0;
        for (; a != 0; a <<= 1)
        {
            if ((a & One) != 0)
            {
                product ^= b;
            }

            b = MultiplyByX(b);
        }

        return product;
    }

    private static uint MultiplyByX(uint value) => (value >> 1) ^ ((value & 1) * Reflected);
}
