using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Checks limits before they are stored, with the messages Kafka gives.</summary>
internal static class QuotaRules
{
    private static readonly string[] OfClients =
        [QuotaKey.ProducerByteRate, QuotaKey.ConsumerByteRate, QuotaKey.RequestPercentage, QuotaKey.ControllerMutationRate];

    public static ApiError Check(QuotaEntity entity, string key, double value, bool remove)
    {
        bool known = entity.HasIp ? key == QuotaKey.ConnectionCreationRate : OfClients.Contains(key, StringComparer.Ordinal);
        if (!known)
        {
            return new ApiError(ErrorCode.InvalidRequest, $"Invalid configuration key {key}");
        }

        if (remove)
        {
            return ApiError.None;
        }

        if (!(value > 0))
        {
            return new ApiError(ErrorCode.InvalidRequest, $"Quota {key} must be greater than 0");
        }

        bool mayHaveFraction = key is QuotaKey.RequestPercentage or QuotaKey.ControllerMutationRate;
        if (mayHaveFraction)
        {
            return ApiError.None;
        }

        (double most, string type) = key == QuotaKey.ConnectionCreationRate ? (int.MaxValue, "an INT") : ((double)long.MaxValue, "a LONG");
        return value > most ? new ApiError(ErrorCode.InvalidRequest, $"Proposed value for {key} is too large for {type}.")
            : Math.Abs(value % 1) > 1e-6 ? new ApiError(ErrorCode.InvalidRequest, $"{key} cannot be a fractional value.")
            : ApiError.None;
    }
}
