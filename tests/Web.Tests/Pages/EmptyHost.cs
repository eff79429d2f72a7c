using Microsoft.AspNetCore.Hosting;

using PromptIntel.Api.Tests;

namespace PromptIntel.Web.Tests.Pages;

/// <summary>A service that starts without any content: nothing is in its catalog.</summary>
public sealed class EmptyHost : ApiHost
{
    private readonly string _content = Directory.CreateTempSubdirectory("promptintel-content-").FullName;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("PromptIntel:Content:Path", _content);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_content, recursive: true);
    }
}
