using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;

using Polly;
using Polly.Retry;

using PromptIntel.Client.Caching;
using PromptIntel.Client.Transport;

namespace PromptIntel.Client;

/// <summary>Registers a client and its cache of prompts.</summary>
public static class PromptIntelClientExtensions
{
    private const string KeyHeader = "X-API-Key";

    /// <summary>As long as a connection is kept before its address is resolved again.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A <see cref="PromptIntelClient"/> and a <see cref="PromptCache"/> for the resource <paramref name="name"/> of an Aspire application,
    /// found by service discovery; settings below <c>PromptIntel:Client</c>.
    /// </summary>
    /// <param name="name">The resource's name in the AppHost.</param>
    /// <param name="configure">Comes after the settings and wins.</param>
    public static IHostApplicationBuilder AddPromptIntelClient(
        this IHostApplicationBuilder builder, string name, Action<PromptIntelClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddServiceDiscovery();
        builder.Services.AddClient(name, options =>
        {
            options.Address = new Uri($"https+http://{name}");
            builder.Configuration.GetSection(PromptIntelClientOptions.SectionName).Bind(options);
            configure?.Invoke(options);
        }).AddServiceDiscovery();
        return builder;
    }

    /// <summary>
    /// A <see cref="PromptIntelClient"/> and a <see cref="PromptCache"/> for a stated address, without configuration and discovery.
    /// </summary>
    public static IServiceCollection AddPromptIntelClient(this IServiceCollection services, Action<PromptIntelClientOptions> configure)
    {
        services.AddClient("promptintel", configure);
        return services;
    }

    private static IHttpClientBuilder AddClient(this IServiceCollection services, string name, Action<PromptIntelClientOptions> configure)
    {
        services.AddOptions<PromptIntelClientOptions>()
            .Configure(configure)
            .Validate(options => options.Address is not null, $"{nameof(PromptIntelClientOptions.Address)} is missing.")
            .Validate(options => options.MaxRetries is >= 0 and <= 10, $"{nameof(PromptIntelClientOptions.MaxRetries)} is 0 to 10.");
        IHttpClientBuilder client = services.AddHttpClient(name, Configure)
            // One client serves for ever: connections are renewed, not handlers.
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = ConnectionLifetime)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        client.AddResilienceHandler("promptintel", (pipeline, context) => AddRetries(
            pipeline, context.ServiceProvider.GetRequiredService<IOptions<PromptIntelClientOptions>>().Value));
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new PromptIntelClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(name), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<PromptCache>();
        return client;
    }

    private static void Configure(IServiceProvider provider, HttpClient http)
    {
        PromptIntelClientOptions options = provider.GetRequiredService<IOptions<PromptIntelClientOptions>>().Value;
        Uri address = options.Address!;
        http.BaseAddress = address.AbsolutePath.EndsWith('/') ? address : new Uri($"{address}/");
        http.Timeout = Timeout.InfiniteTimeSpan;

        if (!string.IsNullOrEmpty(options.ApiKey))
        {
            http.DefaultRequestHeaders.Add(KeyHeader, options.ApiKey);
        }
    }

    /// <summary>
    /// No circuit breaker: who reads goes on with what the cache holds, and who writes wants the answer, not a guess.
    /// </summary>
    private static void AddRetries(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, PromptIntelClientOptions options)
    {
        if (options.MaxRetries > 0)
        {
            var retries = new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(200),
            };
            Func<RetryPredicateArguments<HttpResponseMessage>, ValueTask<bool>> isOutage = retries.ShouldHandle;
            retries.ShouldHandle = outcome =>
                Repeats.AreHarmless(outcome.Context.GetRequestMessage()) ? isOutage(outcome) : ValueTask.FromResult(false);
            pipeline.AddRetry(retries);
        }

        pipeline.AddTimeout(options.AttemptTimeout);
    }
}
