using Microsoft.Extensions.Options;

using PromptIntel.Embedder.Endpoints;
using PromptIntel.Embedder.Model;
using PromptIntel.Embedder.Tokens;
using PromptIntel.Embedder.Weights;

namespace PromptIntel.Embedder;

/// <summary>Address, options, model and errors of the program.</summary>
internal static class EmbedderHosting
{
    private const string DefaultAddress = "http://localhost:5085";

    public static void AddEmbedder(this WebApplicationBuilder builder)
    {
        UseDefaultAddress(builder);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddOptions<EmbedderOptions>()
            .BindConfiguration(EmbedderOptions.SectionName, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations();
        builder.Services.AddSingleton(provider => Load(provider.GetRequiredService<IOptions<EmbedderOptions>>().Value));
    }

    /// <summary>Whatever goes wrong is answered in OpenAI's form.</summary>
    public static void UseErrors(this WebApplication app)
    {
        app.UseExceptionHandler(failed => failed.Run(http => ApiError.Of(http.Response.StatusCode, http.Request).ExecuteAsync(http)));
        app.UseStatusCodePages(context =>
            ApiError.Of(context.HttpContext.Response.StatusCode, context.HttpContext.Request).ExecuteAsync(context.HttpContext));
    }

    private static TextEmbedder Load(EmbedderOptions options)
    {
        ModelFiles files = ModelFiles.Prepare(options.DataDirectory);
        return new TextEmbedder(new WordPieceTokenizer(File.ReadLines(files.Vocabulary)), new SentenceModel(files.Model), options);
    }

    /// <summary>Where nothing names an address: <c>PORT</c> on every interface, as hosts of containers set it, else loopback.</summary>
    private static void UseDefaultAddress(WebApplicationBuilder builder)
    {
        ConfigurationManager configuration = builder.Configuration;

        if (!string.IsNullOrEmpty(configuration["urls"]))
        {
            return;
        }

        if (configuration["PORT"] is { Length: > 0 } port)
        {
            builder.WebHost.UseUrls(int.TryParse(port, out int number) && number is > 0 and <= ushort.MaxValue
                ? $"http://0.0.0.0:{number}"
                : throw new OptionsValidationException("PORT", typeof(int), ["PORT must be a port number."]));
        }
        else if (string.IsNullOrEmpty(configuration["http_ports"]))
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }
    }
}
