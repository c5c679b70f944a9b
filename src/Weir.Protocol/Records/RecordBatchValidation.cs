namespace Weir.Protocol.Records;

/// <summary>Outcome of <see cref="RecordBatchValidator"/>.</summary>
/// <param name="ErrorCode">None when the batch may be appended.</param>
/// <param name="Message">What is wrong with the batch; null when nothing is.</param>
/// <param name="RecordErrors">The records at fault when single records are (KIP-467); empty otherwise.</param>
/// <param name="IsBatch">Whether there is one whole and sound batch to speak of, whatever it holds.</param>
public readonly record struct RecordBatchValidation(ErrorCode ErrorCode, string? Message, IReadOnlyList<RecordError> RecordErrors, bool IsBatch = true)
{
    public static RecordBatchValidation Valid { get; } = new(ErrorCode.None, null, []);

    public bool IsValid => ErrorCode == ErrorCode.None;

    internal static RecordBatchValidation Invalid(ErrorCode code, string message) => new(code, message, []);
}
