using System.Net;
using System.Text.Json;

using Polly.Timeout;

using PromptIntel.Client;
using PromptIntel.Client.Transport;

namespace PromptIntel.Cli.Invocation;

/// <summary>Every failure as a message on the error output and an exit code.</summary>
internal static class Failures
{
    public static int Write(UsageException usage, bool isJson) =>
        Write("wrong_usage", usage.Message, [], null, isJson, ExitCode.WrongUsage);

    public static int Write(PromptIntelException refused, bool isJson) => Write(
        refused.Code, refused.Message, refused.Errors, refused.TraceId, isJson, CodeOf(refused));

    public static int WriteUnavailable(Exception away, bool isJson) => Write(
        "unreachable", $"No server answers: {away.Message} `promptintel doctor` looks closer.", [], null, isJson, ExitCode.Unavailable);

    /// <summary>Whether no PromptIntel answers: nobody, nobody in time, or something that speaks otherwise.</summary>
    public static bool IsAway(Exception failure) =>
        failure is HttpRequestException or HttpIOException or TimeoutRejectedException or JsonException;

    public static int CodeOf(PromptIntelException refused) => refused.Status switch
    {
        HttpStatusCode.NotFound => ExitCode.NotFound,
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.PreconditionRequired => ExitCode.Conflict,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAllowed,
        _ when refused.IsOutage => ExitCode.Unavailable,
        _ => ExitCode.Refused,
    };

    private static int Write(
        string code, string message, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> errors, string? traceId, bool isJson,
        int exitCode)
    {
        Console.Error.WriteLine(isJson
            ? JsonSerializer.Serialize(
                new { error = new { code, message, errors = errors.ToDictionary(), trace_id = traceId } }, ClientJson.Options)
            : Screen.Harmless(message));
        return exitCode;
    }
}
