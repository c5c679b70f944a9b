namespace Weir.Client;

/// <summary>The part of a record a serializer works on.</summary>
public enum RecordComponent
{
    Key,
    Value,
}
