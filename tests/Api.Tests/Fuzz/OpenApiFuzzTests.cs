using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;

namespace PromptIntel.Api.Tests.Fuzz;

/// <summary>A service of the fuzzer's own, with short waits.</summary>
public sealed class FuzzHost : ApiHost
{
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("PromptIntel:Api:MaxWait", MaxWait.ToString());
    }
}

/// <summary>
/// Requests made from the OpenAPI document: whatever is sent, the answer is good or a problem of the one shape, in time, and the process
/// lives. A fixed seed, about 20 s; <c>PROMPTINTEL_FUZZ_SECONDS</c> makes it longer, with other seeds after the first.
/// </summary>
public sealed class OpenApiFuzzTests(FuzzHost host) : IClassFixture<FuzzHost>
{
    private const int Seed = 20261126;
    private const int RequestsOfARound = 1200;
    private const int Unavailable = 503;

    // Operators' work of its own length, which takes no body that could be wrong.
    private static readonly string[] Lasting = ["/api/ops/build", "/api/ops/validate"];

    private static readonly TimeSpan PastTheLimit = TimeSpan.FromSeconds(2);

    private static readonly string[] MediaTypes =
        [
            "application/json",
            "application/json; charset=utf-8",
            "application/json; charset=utf-16",
            "application/json; charset=nonsense",
            "text/plain",
            "text/html",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "nonsense",
            ""
        ];

    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("If-Match", ["*", "\"1\"", "W/\"x\"", "nonsense", "\"\""]),
        ("If-None-Match", ["*", "\"1\"", "nonsense", "\"a\",\"b\""]),
        ("Accept", ["*/*", "text/markdown", "text/html;q=0.1", "nonsense", "application/json;q=zero"]),
        ("Idempotency-Key", ["a", "", new('k', 256), "a b", "a,b"]),
        ("Prefer", ["respond-async", "wait=0", ",,,"]),
        ("PromptIntel-Min-Position", ["0", "-1", "x", "99999999999999999999"]),
        ("Last-Event-ID", ["0", "-1", "x", "99999999999999999999"]),
        ("Origin", ["https://evil.example", "null", ""]),
        ("Sec-Fetch-Site", ["cross-site", "same-origin", "x"]),
        ("X-API-Key", ["x", ""]),
        ("Authorization", ["Bearer x", "Basic x", "Bearer "]),
        ("X-Http-Method-Override", ["DELETE"]),
        ("traceparent", ["00-x-y-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]),
    ];

    private static readonly ApiParameter Untyped = new("", "", JsonElement.Parse("{}"));

    private readonly HttpClient _client = host.CreateClient();

    [Fact]
    public async Task Requests_OfEveryOperation_AreAnsweredOrRefusedByName()
    {
        (IReadOnlyList<ApiOperation> operations, JsonElement schemas) = ApiOperation.Read();
        string name = await ApiHost.CreatePromptAsync(_client);
        long start = Stopwatch.GetTimestamp();
        TimeSpan budget = Environment.GetEnvironmentVariable("PROMPTINTEL_FUZZ_SECONDS") is { } seconds
            ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))
            : TimeSpan.Zero;
        int sent = 0;

        for (int round = 0; round == 0 || Stopwatch.GetElapsedTime(start) < budget; round++)
        {
            var random = new Random(Seed + round);
            var values = new HostileValues(random, schemas, [name, "extract_questionnaire", "summarise_meeting", "none"]);

            for (int i = 0; i < RequestsOfARound; i++, sent++)
            {
                ApiOperation operation = operations[i % operations.Count];

                if (!Lasting.Contains(operation.Path))
                {
                    await TryAsync(Make(operation, random, values), $"seed {Seed + round}, request {i}");
                }
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{sent} requests in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        using HttpResponseMessage alive = await _client.GetAsync("/alive", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task Body_WithAFieldThatIsNotKnown_IsRefusedByItsNameOnEveryOperation()
    {
        (IReadOnlyList<ApiOperation> operations, _) = ApiOperation.Read();
        ApiOperation[] withBody = [.. operations.Where(operation => operation.Body is not null)];

        foreach (ApiOperation operation in withBody)
        {
            string path = Fill(operation, parameter =>
                parameter.Name switch { "id" => Guid.Empty.ToString(), "namespace" => "general", "label" => "staging", _ => "none" });
            using var request = new HttpRequestMessage(
                new HttpMethod(operation.Method),
                path)
            { Content = new StringContent("""{"no_such_field":1}""", Encoding.UTF8, "application/json") };
            using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
            string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.True(response.StatusCode == HttpStatusCode.BadRequest
                && text.Contains("unknown_field", StringComparison.Ordinal)
                && text.Contains("no_such_field", StringComparison.Ordinal), $"{operation.Method} {path}: {text}");
        }

        Assert.True(withBody.Length > 10);
    }

    [Fact]
    public async Task Query_WithAParameterThatIsNotKnown_IsRefusedByItsNameOnEveryRead()
    {
        (IReadOnlyList<ApiOperation> operations, _) = ApiOperation.Read();

        foreach (ApiOperation operation in operations.Where(operation => operation.Method == "GET"))
        {
            string path =
                Fill(operation, parameter => parameter.Name switch
                {
                    "id" => Guid.Empty.ToString(),
                    "namespace" => "general",
                    _ => "none",
                }) + "?no_such_parameter=1";
            using HttpResponseMessage response = await _client.GetAsync(
                path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

            Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{path}: {(int)response.StatusCode}");
            string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(
                text.Contains("unknown_field", StringComparison.Ordinal) && text.Contains("no_such_parameter", StringComparison.Ordinal),
                $"{path}: {text}");
        }
    }

    private static FuzzRequest Make(ApiOperation operation, Random random, HostileValues values)
    {
        string path = Fill(operation, values.Text);
        List<string> query = [.. operation.Parameters.Where(parameter => parameter.In == "query" && random.Next(3) == 0)
            .Select(parameter =>
                $"{parameter.Name}={Uri.EscapeDataString(values.Text(parameter).Replace("\0", "", StringComparison.Ordinal))}")];

        if (random.Next(25) == 0)
        {
            query.Add("unknown=1");
        }

        bool isText = operation.MediaTypes is [not "application/json", ..];
        string? body = operation.MediaTypes.Count == 0 ? (random.Next(10) == 0 ? "{}" : null)
            : isText ? Lines(random, values)
            : values.Json(operation.Body!.Value);
        string mediaType = random.Next(15) == 0
            ? MediaTypes[random.Next(MediaTypes.Length)]
            : operation.MediaTypes.FirstOrDefault("application/json");
        List<(string, string)> headers =
            [.. Headers.Where(_ => random.Next(20) == 0).Select(header => (header.Name, header.Values[random.Next(header.Values.Length)]))];
        return new FuzzRequest(operation, query.Count == 0 ? path : $"{path}?{string.Join('&', query)}", body, mediaType, headers);
    }

    private static string Lines(Random random, HostileValues values) => random.Next(3) switch
    {
        0 => $"---\ndescription: {values.Text(Untyped)}\ntype: text\n---\nuser:\nHello {{{{name}}}}\n",
        1 =>
            $"{{\"namespace\":\"fuzz\",\"name\":{values.Json(JsonElement.Parse("{\"type\":\"string\"}"))},"
                + "\"description\":\"d\",\"content\":\"Hello\"}\n",
        _ => values.Json(JsonElement.Parse("{\"type\":\"object\"}")),
    };

    /// <summary>The path with its parameters; one that would end or leave its segment is written so that it does not.</summary>
    private static string Fill(ApiOperation operation, Func<ApiParameter, string> value) =>
        operation.Parameters.Where(parameter => parameter.In == "path").Aggregate(
            operation.Path,
            (path, parameter) => path.Replace($"{{{parameter.Name}}}", Segment(value(parameter)), StringComparison.Ordinal));

    private static string Segment(string text) =>
        text is "" or "." or ".." ? "dots" : Uri.EscapeDataString(text.Length > 400 ? text[..400] : text);

    private async Task TryAsync(FuzzRequest request, string context)
    {
        string? wrong = await SendAsync(request, TimeSpan.Zero);

        if (wrong is "late")
        {
            // A busy machine is late once; a request that has no bound is late again.
            wrong = await SendAsync(request, TimeSpan.FromSeconds(20));
        }

        Assert.True(
            wrong is null,
            $"{context}: {request.Operation.Method} {request.Path}\n{string.Join('\n', request.Headers)}\n"
                + $"{request.MediaType}: {request.Body}\n{wrong}");
    }

    /// <summary>What was wrong with the answer; null when nothing was.</summary>
    private async Task<string?> SendAsync(FuzzRequest request, TimeSpan grace)
    {
        using HttpRequestMessage message = request.ToMessage();
        long start = Stopwatch.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using HttpResponseMessage response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        int status = (int)response.StatusCode;

        if (request.Operation.IsStream && status == 200)
        {
            return null;
        }

        string text = await response.Content.ReadAsStringAsync(patience.Token);

        if (Stopwatch.GetElapsedTime(start) > FuzzHost.MaxWait + PastTheLimit + grace)
        {
            return "late";
        }

        return status switch
        {
            >= 500 and not Unavailable => $"{status} {text}",
            >= 400 when !IsProblem(response, text, status) => $"no problem details: {status} {text}",
            _ => null,
        };
    }

    private static bool IsProblem(HttpResponseMessage response, string text, int status)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return false;
        }

        JsonElement problem = JsonElement.Parse(text);
        return problem.GetProperty("status").GetInt32() == status
            && problem.GetProperty("code").GetString() is { Length: > 0 }
            && problem.GetProperty("trace_id").GetString() is { Length: > 0 };
    }

    private sealed record FuzzRequest(
        ApiOperation Operation, string Path, string? Body, string MediaType, IReadOnlyList<(string Name, string Value)> Headers)
    {
        public HttpRequestMessage ToMessage()
        {
            var message = new HttpRequestMessage(new HttpMethod(Operation.Method), Path);

            if (Body is not null)
            {
                message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
                message.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
            }

            foreach ((string name, string value) in Headers)
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }

            return message;
        }
    }
}
