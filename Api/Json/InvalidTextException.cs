using System.Text.Json;

namespace PromptIntel.Api.Json;

/// <summary>Well-formed JSON with a value that cannot be kept: the message says what is allowed and may be shown.</summary>
internal sealed class InvalidTextException(string message) : JsonException(message)
{
    public InvalidTextException()
        : this("is not allowed")
    {
    }
}
