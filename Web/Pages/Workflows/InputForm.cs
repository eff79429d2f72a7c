using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Pages.Workflows;

/// <summary>The form of a workflow's input: what a sample fills in, and what was typed.</summary>
internal static class InputForm
{
    /// <summary>
    /// The input as typed; null with the problem of every field that does not fit its kind. The API checks it against the schema.
    /// </summary>
    public static JsonElement? Read(ImmutableArray<InputField> fields, Dictionary<string, string?> typed, out Problem? problem)
    {
        Dictionary<string, JsonElement> input = [];
        var wrong = ImmutableArray.CreateBuilder<(string, string)>();

        foreach (InputField field in fields)
        {
            try
            {
                if (field.Read(typed.GetValueOrDefault(field.Name)) is { } value)
                {
                    input[field.Name] = value;
                }
            }
            catch (FormatException exception)
            {
                wrong.Add((field.Name, exception.Message));
            }
        }

        problem = wrong.Count == 0 ? null : new Problem(422, "invalid_input", "This is no input of the workflow", "", wrong.ToImmutable());
        return problem is null ? JsonSerializer.SerializeToElement(input) : null;
    }

    /// <summary>The fields as a sample has them: a JSON input, or the text of the field that takes texts.</summary>
    public static Dictionary<string, string?> Fill(ImmutableArray<InputField> fields, string sample)
    {
        if (ToObject(sample) is { } input && input.EnumerateObject().All(given => fields.Any(field => field.Name == given.Name)))
        {
            return Fill(fields, input);
        }

        InputField? text = fields.FirstOrDefault(field => field.Kind == InputKind.LongText);
        return text is null ? [] : new() { [text.Name] = sample };
    }

    public static Dictionary<string, string?> Fill(ImmutableArray<InputField> fields, JsonElement input) =>
        input.ValueKind != JsonValueKind.Object
            ? []
            : fields.Where(field => input.TryGetProperty(field.Name, out _))
                .ToDictionary(field => field.Name, field => (string?)field.Show(input.GetProperty(field.Name)));

    private static JsonElement? ToObject(string text)
    {
        try
        {
            return text.TrimStart().StartsWith('{') ? JsonElement.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
