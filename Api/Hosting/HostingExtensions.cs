using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Json;

namespace PromptIntel.Api.Hosting;

/// <summary>Addresses, limits, CORS and JSON: what every route has in common.</summary>
internal static class HostingExtensions
{
    /// <summary>Headers of this API that a page of another origin may read.</summary>
    private static readonly string[] ExposedHeaders =
        ["Location", "ETag", "Retry-After", "Preference-Applied", CatalogEndpoints.PositionHeader];

    // The longest that Chromium keeps one.
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(2);

    public static WebApplicationBuilder AddApiHosting(this WebApplicationBuilder builder, string[] args)
    {
        builder.UseDefaultAddress(args);
        builder.Services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ApiOptions>>((kestrel, api) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = api.Value.MaxBodyBytes;
        });
        // One field of a form may be all of it: the input of a workflow.
        builder.Services.AddOptions<FormOptions>().Configure<IOptions<ApiOptions>>((form, api) =>
            form.ValueLengthLimit = (int)Math.Min(api.Value.MaxExecuteBodyBytes, int.MaxValue));
        AnswerCompression.AddTo(builder.Services);
        builder.Services.AddCors();
        builder.Services.AddOptions<Microsoft.AspNetCore.Cors.Infrastructure.CorsOptions>().Configure<IOptions<ApiOptions>>((cors, api) =>
            cors.AddDefaultPolicy(policy => policy.WithOrigins([.. api.Value.CorsOrigins.Where(origin => origin.Length > 0)])
                .AllowAnyHeader()
                .AllowAnyMethod()
                .WithExposedHeaders(ExposedHeaders)
                .SetPreflightMaxAge(PreflightAge)));
        // An open service answers to this machine's own names only, so that a page in the browser cannot reach it by DNS rebinding.
        builder.Services.AddOptions<HostFilteringOptions>().Configure<IOptions<AuthOptions>>((filter, auth) =>
        {
            if (!auth.Value.IsConfigured)
            {
                filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"];
            }
        });
        return builder;
    }

    /// <summary>Accepts bodies up to <see cref="ApiOptions.MaxExecuteBodyBytes"/> on this route.</summary>
    public static TBuilder WithLargeBody<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
    {
        Limit<ApiOptions>(route, api => api.MaxExecuteBodyBytes);
        return route;
    }

    /// <summary>
    /// As <see cref="WithLargeBody{TBuilder}"/>, for pages, whose endpoints know no services. A page that needs no sign-in keeps the small
    /// limit.
    /// </summary>
    public static void WithLargeBodies(this IEndpointConventionBuilder pages, IServiceProvider services) => pages.Finally(page =>
    {
        if (!page.Metadata.OfType<IAllowAnonymous>().Any())
        {
            page.Metadata.Add(new BodyLimit(services.GetRequiredService<IOptions<ApiOptions>>().Value.MaxExecuteBodyBytes));
        }
    });

    /// <summary>Accepts bodies up to <see cref="ApiOptions.MaxImportBodyBytes"/> on this route, which reads them as a stream.</summary>
    public static RouteHandlerBuilder WithStreamedBody(this RouteHandlerBuilder route) =>
        route.WithBodyLimit<ApiOptions>(api => api.MaxImportBodyBytes);

    /// <summary>Accepts bodies up to what a component's options say on this route.</summary>
    public static RouteHandlerBuilder WithBodyLimit<TOptions>(this RouteHandlerBuilder route, Func<TOptions, long> limit)
        where TOptions : class
    {
        Limit(route, limit);
        return route;
    }

    private static void Limit<TOptions>(IEndpointConventionBuilder route, Func<TOptions, long> limit)
        where TOptions : class =>
        route.Finally(endpoint => endpoint.Metadata.Add(
            new BodyLimit(limit(endpoint.ApplicationServices.GetRequiredService<IOptions<TOptions>>().Value))));

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
