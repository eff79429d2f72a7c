using Microsoft.Extensions.Logging;

namespace PromptIntel.Core.Leases;

internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Warning, "The lease {Name} of epoch {Epoch} is lost; its work is stopped")]
    public static partial void LeaseLost(ILogger logger, string name, long epoch);

    [LoggerMessage(6002, LogLevel.Warning, "The store did not answer for the lease {Name}")]
    public static partial void LeaseStoreFailed(ILogger logger, Exception exception, string name);
}
