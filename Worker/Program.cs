using Microsoft.Extensions.Options;

using PromptIntel.Hosting.Installation;

try
{
    var builder = Host.CreateApplicationBuilder(
        new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
    // No settings file of its own: this is all that it would say.
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.AddServiceDefaults();
    await builder.AddPromptIntelAsync(InstallationTask.Work);
    builder.AddHealthEndpoint();

    using IHost host = builder.Build();
    await host.Services.PrepareDatabaseAsync(CancellationToken.None);
    await host.StartAsync();
    await Console.Out.WriteLineAsync($"PromptIntel Worker is ready: {host.Services.GetRequiredService<InstallationDatabase>().Location}");
    await host.WaitForShutdownAsync();
    return 0;
}
catch (StartupRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
catch (OptionsValidationException invalid)
{
    await Console.Error.WriteLineAsync(string.Join(" ", invalid.Failures));
    return 1;
}

/// <summary>Internal by its own word, so that whoever references both programs sees the Api's only.</summary>
internal sealed partial class Program;
