namespace Weir.Protocol.Messages;

/// <summary>CreateAcls request (API key 30), versions 1 to 3.</summary>
[Message(ApiKey.CreateAcls, MessageKind.Request, 1, 3, FlexibleFrom = 2)]
public sealed partial class CreateAclsRequest
{
    public List<AclCreation> Creations { get; set; } = [];

    public sealed partial class AclCreation
    {
        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public sbyte ResourcePatternType { get; set; } = 3;

        public string Principal { get; set; } = "";

        public string Host { get; set; } = "";

        public sbyte Operation { get; set; }

        public sbyte PermissionType { get; set; }
    }
}
