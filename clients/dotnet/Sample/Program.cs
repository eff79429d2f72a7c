using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using PromptIntel.Client;
using PromptIntel.Client.Caching;
using PromptIntel.Client.Execution;

// Where it is: services__api__http__0, as an AppHost sets it for .WithReference(api); or PromptIntel__Client__Address.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.AddPromptIntelClient("api");
using IHost host = builder.Build();
var client = host.Services.GetRequiredService<PromptIntelClient>();
var cache = host.Services.GetRequiredService<PromptCache>();

// A prompt, from memory after the first time; it changes here as soon as somebody improves it.
CachedPrompt prompt = await cache.GetAsync("commands/summarise_meeting");
Console.WriteLine($"{prompt.Document.Reference}: {prompt.Document.Description}");

// The messages for a model of one's own.
var rendered = await client.Prompts.RenderAsync("commands/summarise_meeting", new { transcript = "Ann: we ship on Friday. Bo: agreed." });
Console.WriteLine($"{rendered.Messages.Count} messages, about {rendered.TokenEstimate} tokens");

// A workflow, followed while it runs.
RunAnswer run = await client.Executions.StartAsync(new("questionnaire_to_contract", new { questionnaire_text = "League: Pier League" }));
await foreach (RunEvent happened in client.Executions.FollowAsync(run.ExecutionId))
{
    Console.WriteLine($"{happened.Type} {happened.Stage}");
    if (happened.Type == "execution.waiting") { break; }
}
