using PromptIntel.Client.Catalog;
using PromptIntel.Client.Execution;
using PromptIntel.Client.Transport;

namespace PromptIntel.Client;

/// <summary>
/// What users of a PromptIntel do, typed. Every call throws <see cref="PromptIntelException"/> for what the server refuses and
/// <see cref="HttpRequestException"/> where no server answers. Safe for concurrent use.
/// </summary>
public sealed class PromptIntelClient
{
    /// <param name="http">
    /// With its base address, and without a timeout of its own: event streams last. <see cref="PromptIntelClientExtensions"/> makes it,
    /// with key, retries and service discovery.
    /// </param>
    public PromptIntelClient(HttpClient http)
        : this(http, TimeProvider.System)
    {
    }

    internal PromptIntelClient(HttpClient http, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(http);
        var requests = new ApiRequests(http);
        var events = new EventReader(requests, time);
        Prompts = new PromptsClient(requests, events);
        Executions = new ExecutionsClient(requests, events);
        Batches = new BatchesClient(requests, events);
        Operations = new OperationsClient(requests);
    }

    /// <summary>Read, find, render and change prompts and every other entry.</summary>
    public PromptsClient Prompts { get; }

    /// <summary>Run workflows and prompts, follow them, answer what waits for a person.</summary>
    public ExecutionsClient Executions { get; }

    /// <summary>Many inputs for one workflow.</summary>
    public BatchesClient Batches { get; }

    /// <summary>How the installation is.</summary>
    public OperationsClient Operations { get; }
}
