using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>DescribeAcls, versions 1 to 3: nobody is authorized here, and clients are told so as by an Apache Kafka without an authorizer.</summary>
internal sealed class DescribeAclsHandler() : ApiHandler<DescribeAclsRequest, DescribeAclsResponse>(1, 3)
{
    /// <summary>What Apache Kafka says when <c>authorizer.class.name</c> is not set.</summary>
    internal const string NoAuthorizer = "No Authorizer is configured on the broker";

    protected override ValueTask<DescribeAclsResponse?> HandleAsync(DescribeAclsRequest request, RequestContext context) =>
        new(new DescribeAclsResponse { ErrorCode = ErrorCode.SecurityDisabled, ErrorMessage = NoAuthorizer });
}
