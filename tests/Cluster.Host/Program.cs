using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using PromptIntel.Adapters.Sqlite;
using PromptIntel.Cluster.Host;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Workflows;

// The real engine on the file `executions.db` of a directory, with one operation that logs its calls outside the engine.
string directory = args[0];
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
// Tests wait for what the engine says about its leases and its drain.
builder.Logging.AddFilter("PromptIntel.Core.Execution", LogLevel.Information);
builder.Services.Configure<ExecutionOptions>(options =>
{
    // None runs out because the machine is busy: tests end them.
    options.LeaseDuration = TimeSpan.FromMinutes(10);
    options.Concurrency = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
    options.MaxClaims = 3;
    options.PollInterval = TimeSpan.FromMilliseconds(50);
});
builder.Services.AddOptions<CatalogOptions>();
builder.Services.AddSingleton<VersionChecks>();
builder.Services.AddSingleton<PromptRenderer>();
builder.Services.AddSingleton<IModelDirectory, NoModels>();
builder.Services.AddSingleton<IOperation>(new ProbeOperation(directory));
builder.Services.AddPromptIntelSqlite(
    await SqliteDatabase.OpenAsync(new SqliteOptions { Path = Path.Combine(directory, "executions.db") }, CancellationToken.None));
builder.Services.AddExecution();
builder.Services.AddHostedService<EngineLoop>();
using IHost host = builder.Build();
await host.StartAsync();
await Console.Out.WriteLineAsync("ready");
await host.WaitForShutdownAsync();
