namespace Weir.Output;

/// <summary>A heading; columns of numbers are aligned to the right.</summary>
internal readonly record struct OutputColumn(string Title, bool IsNumber = false)
{
    public static implicit operator OutputColumn(string title) => new(title);

    public static OutputColumn Number(string title) => new(title, IsNumber: true);
}
