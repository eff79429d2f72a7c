using Polly.Timeout;

namespace PromptIntel.Client.Transport;

/// <summary>Tells a server that cannot answer from one that refuses.</summary>
internal static class Outages
{
    public static bool IsOne(Exception exception, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested
        && exception is HttpRequestException or IOException or TimeoutException or TimeoutRejectedException or OperationCanceledException
            or PromptIntelException { IsOutage: true };
}
