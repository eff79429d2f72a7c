namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>Asks Azure OpenAI by the version that is configured: its client knows only those that were there when it was made.</summary>
internal sealed class ApiVersionHandler(HttpMessageHandler inner, string version) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new UriBuilder(request.RequestUri!) { Query = $"api-version={version}" }.Uri;
        return base.SendAsync(request, cancellationToken);
    }
}
