using Microsoft.Extensions.Hosting;

using PromptIntel.Adapters.Cloud.Firebase;
using PromptIntel.Adapters.Cloud.SemanticKernel;

namespace PromptIntel.Adapters.Cloud;

public static class CloudPackagesExtensions
{
    /// <summary>Puts Semantic Kernel and the Firebase Admin SDK in their places, each where the configuration asks for it.</summary>
    public static IHostApplicationBuilder AddCloudPackages(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSemanticKernelModels(builder.Configuration);
        builder.Services.AddFirebaseAdmin(builder.Configuration);
        return builder;
    }
}
