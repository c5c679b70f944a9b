using System.Globalization;
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
        return mayHaveFraction || Math.Abs(value - Math.Round(value)) < 1e-6
            ? ApiError.None
            : new ApiError(ErrorCode.InvalidRequest, string.Create(CultureInfo.InvariantCulture, $"Configuration {key} must be a Long value, not {value}"));
    }
}
