namespace Weir.Protocol.Records;

/// <summary>Why one record of a produced batch was rejected (KIP-467).</summary>
/// <param name="BatchIndex">Position of the record in its batch, from 0.</param>
/// <param name="Message">What is wrong with it.</param>
public readonly record struct RecordError(int BatchIndex, string Message);
