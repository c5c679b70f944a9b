namespace Weir.Protocol;

/// <summary>A response with one error code for the whole request. Versions that lack the field write nothing of it.</summary>
public interface IErrorResponse
{
    ErrorCode ErrorCode { get; set; }
}
