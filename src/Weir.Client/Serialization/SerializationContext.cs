namespace Weir.Client;

/// <summary>What a serializer may want to know besides the value.</summary>
/// <param name="Topic">The record's topic.</param>
/// <param name="Component">Key or value.</param>
/// <param name="Headers">The record's headers; null when it has none.</param>
public readonly record struct SerializationContext(string Topic, RecordComponent Component, Headers? Headers);
