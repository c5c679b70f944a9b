using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>CreateAcls, versions 1 to 3: refused one by one, as by an Apache Kafka without an authorizer.</summary>
internal sealed class CreateAclsHandler() : ApiHandler<CreateAclsRequest, CreateAclsResponse>(1, 3)
{
    protected override ValueTask<CreateAclsResponse?> HandleAsync(CreateAclsRequest request, RequestContext context) =>
        new(Answer(request, ErrorCode.SecurityDisabled, DescribeAclsHandler.NoAuthorizer));

    protected override CreateAclsResponse? ErrorResponse(CreateAclsRequest request, short version, ErrorCode error) => Answer(request, error, null);

    private static CreateAclsResponse Answer(CreateAclsRequest request, ErrorCode error, string? message) => new()
    {
        Results = request.Creations.ConvertAll(_ => new CreateAclsResponse.AclCreationResult { ErrorCode = error, ErrorMessage = message }),
    };
}
