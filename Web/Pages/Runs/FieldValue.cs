using System.Text.Json;

using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Pages.Runs;

/// <summary>JSON that a person typed into a field.</summary>
internal static class FieldValue
{
    /// <param name="value">Null for an empty field.</param>
    /// <param name="problem">Where the text breaks off or is wrong.</param>
    public static bool TryJson(string? text, string field, out JsonElement? value, out Problem? problem)
    {
        (value, problem) = (null, null);

        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        try
        {
            value = JsonElement.Parse(text);
            return true;
        }
        catch (JsonException wrong)
        {
            problem = new Problem(
                422, "not_json", "This is no JSON", "",
                [(field, $"line {wrong.LineNumber + 1}, character {wrong.BytePositionInLine + 1} is not understood")]);
            return false;
        }
    }
}
