namespace PromptIntel.Client.Transport;

/// <summary>Problem details as they come.</summary>
internal sealed record Problem(
    string? Title, string? Detail, string? Code, string? TraceId, Dictionary<string, IReadOnlyList<string>>? Errors);
