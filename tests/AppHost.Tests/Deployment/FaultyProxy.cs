using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptIntel.AppHost.Tests.Deployment;

/// <summary>What the real service answered, to be spoilt.</summary>
internal sealed record Answer(int Status, Dictionary<string, string> Headers, string Body)
{
    public Answer With(string header, string? value)
    {
        var headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [header] = value ?? "" };
        return this with { Headers = headers };
    }

    public Answer Saying(string before, string after) => this with { Body = Body.Replace(before, after, StringComparison.Ordinal) };
}

/// <summary>Spoils one answer of the service.</summary>
/// <param name="Request">Method and path with query, as a prefix; with a <c>$</c> at its end the whole.</param>
internal sealed record Fault(string Request, Func<Answer, Answer> Spoil)
{
    public bool Concerns(string request) =>
        Request.EndsWith('$') ? request == Request[..^1] : request.StartsWith(Request, StringComparison.Ordinal);
}

/// <summary>Stands before a service that does right, and does wrong.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private static readonly string[] Connection = ["Transfer-Encoding", "Content-Length", "Connection", "Host", "Date"];

    private readonly WebApplication _server;
    private readonly HttpClient _service;
    private readonly IReadOnlyList<Fault> _faults;

    private FaultyProxy(Uri service, IReadOnlyList<Fault> faults)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _faults = faults;
        _service = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = service };
        _server = builder.Build();
        _server.Run(ServeAsync);
    }

    public string Url => _server.Urls.Single();

    public static async Task<FaultyProxy> StartAsync(Uri service, IReadOnlyList<Fault> faults)
    {
        var proxy = new FaultyProxy(service, faults);
        await proxy._server.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _service.Dispose();
    }

    private async Task ServeAsync(HttpContext http)
    {
        string path = $"{http.Request.Path.ToUriComponent()}{http.Request.QueryString.ToUriComponent()}";
        string request = $"{http.Request.Method} {path}";
        // A stream that never ends is not passed on at all.
        Answer answer = path.StartsWith("/api/changes", StringComparison.Ordinal)
            ? new Answer(200, [], "")
            : await AskAsync(http.Request, path, http.RequestAborted);

        foreach (Fault fault in _faults.Where(fault => fault.Concerns(request)))
        {
            answer = fault.Spoil(answer);
        }

        http.Response.StatusCode = answer.Status;

        foreach ((string header, string value) in answer.Headers.Where(header => header.Value.Length > 0))
        {
            http.Response.Headers[header] = value;
        }

        if (answer.Body.Length > 0)
        {
            await http.Response.WriteAsync(answer.Body);
        }
    }

    private async Task<Answer> AskAsync(HttpRequest request, string path, CancellationToken cancellationToken)
    {
        using var asked = new HttpRequestMessage(new HttpMethod(request.Method), path);

        if (request.ContentLength is > 0)
        {
            asked.Content = new StreamContent(request.Body);
        }

        foreach ((string header, Microsoft.Extensions.Primitives.StringValues value) in request.Headers.Where(
            header => !Connection.Contains(header.Key)))
        {
            _ = asked.Headers.TryAddWithoutValidation(header, [.. value])
                || asked.Content?.Headers.TryAddWithoutValidation(header, [.. value]) == true;
        }

        using HttpResponseMessage answered = await _service.SendAsync(asked, cancellationToken);
        var headers = answered.Headers.Concat(answered.Content.Headers).Where(header => !Connection.Contains(header.Key))
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)answered.StatusCode, headers, await answered.Content.ReadAsStringAsync(cancellationToken));
    }
}
