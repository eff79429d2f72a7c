using System.Text.Json;

using PromptIntel.Client.Transport;

namespace PromptIntel.Client;

/// <summary>How the installation is.</summary>
public sealed class OperationsClient
{
    private readonly ApiRequests _requests;

    internal OperationsClient(ApiRequests requests) => _requests = requests;

    /// <summary>The status of the instance that answers: its stores, catalog, model and backlog. Needs the role operator.</summary>
    public Task<JsonElement> GetStatusAsync(CancellationToken cancellationToken = default) =>
        _requests.GetAsync<JsonElement>("/api/ops/status", cancellationToken);

    /// <summary>Whether an instance answers and is ready; needs no key.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        using HttpResponseMessage response = await _requests.SendRawAsync(request, cancellationToken);
        return response.IsSuccessStatusCode;
    }
}
