using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptIntel.Client.Transport;

/// <summary>JSON as the API speaks it. Fields that a newer server adds are passed over.</summary>
public static class ClientJson
{
    /// <summary>snake_case; what is null is not sent.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
