namespace Weir.Protocol;

/// <summary>Direction of an API message.</summary>
public enum MessageKind
{
    Request,
    Response,
}
