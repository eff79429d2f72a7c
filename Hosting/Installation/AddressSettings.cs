using PromptIntel.Core.Inference;

namespace PromptIntel.Hosting.Installation;

/// <summary>Addresses of other services, checked before anything is built with them: a bad one is one line, not a stack trace.</summary>
internal static class AddressSettings
{
    private const string Rule = "must be an absolute http or https address, such as https://models.example.com/v1.";

    private static readonly string[] Keys = ["OPENAI_BASE_URL", "OTEL_EXPORTER_OTLP_ENDPOINT", "PromptIntel:Auth:Firebase:MetadataAddress"];

    public static void Check(IConfiguration configuration)
    {
        IEnumerable<string> providers =
            configuration.GetSection($"{InferenceOptions.SectionName}:{nameof(InferenceOptions.Providers)}").GetChildren()
                .Select(provider => $"{provider.Path}:{nameof(ProviderOptions.BaseUrl)}");

        foreach (string key in Keys.Concat(providers))
        {
            // The value is not shown: whoever mixes up two settings may have put a key there.
            if (configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) && !IsAddress(text))
            {
                throw new StartupRefusedException($"{key} {Rule}");
            }
        }
    }

    private static bool IsAddress(string text) =>
        !text.Any(char.IsWhiteSpace) && !text.Any(char.IsControl)
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.Host.Length > 0;
}
