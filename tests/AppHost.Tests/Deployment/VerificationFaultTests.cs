using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace PromptIntel.AppHost.Tests.Deployment;

/// <summary>eng/verify-deployment on a service that answers everything, and each thing a little wrong.</summary>
[Collection(nameof(RunningApplication))]
public sealed class VerificationFaultTests(RunningApplication application)
{
    private const string Prompt = "/api/prompts/general/verify-";

    /// <summary>For each check a fault, and what has to be said of it.</summary>
    private static readonly (string Check, string Says, Fault Fault)[] Faults =
    [
        ("process is alive", "has no Healthy", new("GET /alive", answer => answer with { Body = "Unwell" })),
        ("ready", "says Degraded", new("GET /health", answer => answer with { Body = "Degraded" })),
        ("start page", "x-content-type-options", new("GET /$", answer => answer.With("X-Content-Type-Options", null))),
        ("reference", "content-type", new("GET /docs", answer => answer.With("Content-Type", "text/plain"))),
        ("OpenAPI document", "[\"batch\"]", new(
            "GET /openapi/v1.json", answer => answer.Saying("\"/api/prompts/batch\"", "\"/api/prompts/batches\""))),
        // Access is open there, whatever key is sent: no fault is needed.
        ("without a valid key", "status 200, not 401", new("GET /none", answer => answer)),
        ("catalog", "PromptIntel-Position", new("GET /api/prompts/catalog", answer => answer.With("PromptIntel-Position", null))),
        ("search", "questionnaire_to_contract", new(
            "POST /api/prompts/search", answer => answer.Saying("questionnaire_to_contract", "league_analysis"))),
        ("execute", "x-content-type-options", new("GET /api/executions/", answer => answer.With("X-Content-Type-Options", null))),
        ("batch", "it[\"counts\"][\"failed\"] is 0", new("GET /api/batches/", answer => answer.Saying("\"failed\":1", "\"failed\":0"))),
        ("document", "Document verify-", new(
            "GET /api/documents/", answer => answer.Saying("\"text\":\"Document", "\"text\":\"Documents"))),
        ("create", "location", new("POST /api/prompts$", answer => answer.With("Location", "/"))),
        ("update", "is false", new(
            "POST /api/prompts/update", answer => answer.Saying("\"suggestions_count\":1", "\"suggestions_count\":0"))),
        ("read back", "Good day", new($"GET {Prompt}", answer => answer.Saying("Good day", "Hello"))),
        ("version 1 stays", "immutable", new($"GET {Prompt}", answer => answer.With("Cache-Control", "no-store"))),
        ("render", "Good day Ada", new($"POST {Prompt}", answer => answer.Saying("Ada", "{{name}}"))),
        ("change log", "no event", new("GET /none", answer => answer)),
        ("stale update", "version_conflict", new("POST /api/prompts/update", answer => answer.Saying("version_conflict", "conflict"))),
        ("misspelt field", "it[\"errors\"]", new("POST /api/prompts/search", answer => answer.Saying("\"errors\"", "\"fields\""))),
        ("malformed JSON", "trace_id", new("POST /api/prompts/execute", answer => answer.Saying("\"trace_id\"", "\"trace\""))),
        ("unknown prompt", "content-type", new(
            $"GET {Prompt}", answer => answer.Status == 404 ? answer.With("Content-Type", "application/json") : answer)),
        ("archive", "status 404, not 204", new($"DELETE {Prompt}", answer => answer with { Status = 404 })),
    ];

    [Fact]
    public async Task EveryCheck_WithOneThingWrong_FailsByIt()
    {
        DistributedApplication running = await application.StartAsync();
        await using FaultyProxy proxy = await FaultyProxy.StartAsync(
            running.GetEndpoint(RunningApplication.Api, "http"), [.. Faults.Select(fault => fault.Fault)]);

        Verification verification = await Verification.RunAsync(proxy.Url, key: "any");

        Assert.Empty(verification.Passed);
        Assert.Equal(Faults.Length, verification.Failed.Count);
        Assert.All(Faults.Zip(verification.Failed), pair =>
        {
            Assert.StartsWith(pair.First.Check, pair.Second, StringComparison.Ordinal);
            Assert.Contains(pair.First.Says, pair.Second, StringComparison.Ordinal);
        });
    }
}
