using System.Diagnostics;
using System.Globalization;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

using PromptIntel.Api.Auth;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Inference;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Hosting;

/// <summary>A few lines for the person who started the process: where it is, what it serves, who answers, who may call.</summary>
internal sealed class StartupReport(
    IServer server, PromptCatalog catalog, ModelDirectory models, ApiKeyDirectory keys, InstallationDatabase database,
    IOptions<InferenceOptions> inference, IOptions<AuthOptions> auth, TimeProvider time)
{
    public void Write(TextWriter output)
    {
        using var process = Process.GetCurrentProcess();
        double seconds = (time.GetUtcNow().UtcDateTime - process.StartTime.ToUniversalTime()).TotalSeconds;
        string[] urls = [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];
        string url = urls.FirstOrDefault() ?? "";

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"PromptIntel is ready in {seconds:0.0} s"));
        output.WriteLine($"  {string.Join(", ", urls)}   reference at {url}/docs");
        output.WriteLine($"  store    {database.Location}: {Contents()}");
        output.WriteLine($"  model    {Model()}");
        output.WriteLine($"  search   {Search()}");
        output.WriteLine($"  access   {Access()}");
    }

    private string Contents()
    {
        ILookup<EntryKind, EntryState> kinds = catalog.Entries.ToLookup(state => state.Kind);
        int workflows = kinds[EntryKind.Recipe].Count() + kinds[EntryKind.Solver].Count();
        return $"{kinds[EntryKind.Prompt].Count()} prompts, {workflows} workflows, {catalog.Entries.Count} entries in all";
    }

    private string Model() => (models.IsOffline, inference.Value.Provider) switch
    {
        (true, InferenceProvider.Offline) => $"offline extractor: reads, does not write ({InferenceOptions.SectionName}:Provider chose it)",
        (true, _) => "offline extractor: reads, does not write; set OPENAI_API_KEY to use a language model",
        _ => models.Resolve(null) is { } answering
            ? $"{answering.Provider}/{answering.Model} " + (answering.Provider == ModelDirectory.OpenAIProvider
                ? "(OPENAI_API_KEY is set)"
                : $"({InferenceOptions.SectionName}:Providers)")
            : $"no provider is configured for {inference.Value.DefaultModel} ({InferenceOptions.SectionName}:DefaultModel): "
                + "only prompts that name another are answered",
    };

    private string Search() => inference.Value.EmbeddingModel is { Length: > 0 } model
        ? $"by words and by meaning, {string.Join('/', ModelDirectory.Split(model).Provider, ModelDirectory.Split(model).Model)} embeds"
        : "by words and by meaning, learned from the catalog itself";

    private string Access() => keys.IsOpen
        ? "open to everybody on this machine, because it listens on loopback only"
        : $"{auth.Value.ApiKeys.Count} API keys{(AcceptedIssuer.Of(auth.Value) is { } issuer ? $", users of {issuer.Name}" : "")}";
}
