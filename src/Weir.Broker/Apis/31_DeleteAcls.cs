using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>DeleteAcls, versions 1 to 3: refused one by one, as by an Apache Kafka without an authorizer.</summary>
internal sealed class DeleteAclsHandler() : ApiHandler<DeleteAclsRequest, DeleteAclsResponse>(1, 3)
{
    // Kafka has other words for it here.
    private const string NoAuthorizer = "No Authorizer is configured.";

    protected override ValueTask<DeleteAclsResponse?> HandleAsync(DeleteAclsRequest request, RequestContext context) =>
        new(Answer(request, ErrorCode.SecurityDisabled, NoAuthorizer));

    protected override DeleteAclsResponse? ErrorResponse(DeleteAclsRequest request, short version, ErrorCode error) => Answer(request, error, null);

    private static DeleteAclsResponse Answer(DeleteAclsRequest request, ErrorCode error, string? message) => new()
    {
        FilterResults = request.Filters.ConvertAll(_ => new DeleteAclsResponse.DeleteAclsFilterResult { ErrorCode = error, ErrorMessage = message }),
    };
}
