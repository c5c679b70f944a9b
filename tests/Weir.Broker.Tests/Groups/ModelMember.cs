using Weir.Protocol;

namespace Weir.Broker.Tests.Groups;

/// <summary>A client that keeps to the rules of KIP-848 and KIP-1071: it gives up what it is not assigned, takes what it is, and starts anew when it is fenced.</summary>
internal abstract class ModelMember<TOwned>(string id)
{
    public string Id { get; } = id;

    public int Epoch { get; private set; }

    public HashSet<TOwned> Owned { get; } = [];

    /// <summary>The next heartbeat has to tell everything: a new start, a new subscription, or an answer that did not come.</summary>
    public bool TellsAll { get; set; } = true;

    /// <summary>The coordinator has forgotten the member, which is told so.</summary>
    public void Lose() => Take(ErrorCode.UnknownMemberId, null, 0, null);

    /// <param name="error">Of the answer.</param>
    /// <param name="message">Of the answer.</param>
    /// <param name="epoch">The member's, in the answer.</param>
    /// <param name="assigned">Null when the answer says nothing of it.</param>
    protected void Take(ErrorCode error, string? message, int epoch, IEnumerable<TOwned>? assigned)
    {
        switch (error)
        {
            case ErrorCode.None:
                if (epoch < Epoch)
                {
                    throw new InvalidOperationException($"The epoch of {Id} went from {Epoch} to {epoch}.");
                }

                Epoch = epoch;
                TellsAll = false;
                if (assigned is not null)
                {
                    Owned.Clear();
                    Owned.UnionWith(assigned);
                }

                break;
            case ErrorCode.FencedMemberEpoch or ErrorCode.UnknownMemberId or ErrorCode.GroupIdNotFound:
                Owned.Clear();
                Epoch = 0;
                TellsAll = true;
                break;
            case ErrorCode.CoordinatorNotAvailable:
                TellsAll = true;
                break;
            default:
                throw new InvalidOperationException($"{Id} is refused: {error} {message}");
        }
    }
}
