using System.Text.Encodings.Web;
using System.Text.Json;

using PromptIntel.Core.Json;
using PromptIntel.Web.Gateway;
using PromptIntel.Web.Pages.Runs;

namespace PromptIntel.Web.Pages.Approvals;

/// <summary>A field of what a stage waits with, as a person edits it: a text as it is, any other value as JSON.</summary>
public sealed record ApprovalField(string Name, string Text, bool IsText)
{
    /// <summary>Longer ones are for a program to edit, not for a form.</summary>
    private const int MostCharacters = 20_000;

    private const int MostFields = 60;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = StorableJson.MaxWrappedDepth,
    };

    public int Rows => Math.Clamp(Text.AsSpan().Count('\n') + (Text.Length / 100) + 1, 1, 12);

    public static IReadOnlyList<ApprovalField> Of(JsonElement? output) => output is not { ValueKind: JsonValueKind.Object } fields ? [] :
    [
        .. fields.EnumerateObject()
            .Where(field => field.Name != "approval")
            .Select(field => field.Value.ValueKind == JsonValueKind.String
                ? new ApprovalField(field.Name, field.Value.GetString()!, true)
                : new ApprovalField(field.Name, JsonSerializer.Serialize(field.Value, Indented), false))
            .Where(field => field.Text.Length <= MostCharacters)
            .Take(MostFields),
    ];

    /// <summary>Browsers send line breaks as CR LF, whatever they were.</summary>
    public bool IsChanged(string? typed) => typed is not null && Plain(typed) != Plain(Text);

    public bool TryRead(string typed, out JsonElement value, out Problem? problem)
    {
        if (IsText)
        {
            (value, problem) = (JsonSerializer.SerializeToElement(Plain(typed)), null);
            return true;
        }

        bool isJson = FieldValue.TryJson(typed, Name, out JsonElement? read, out problem);
        value = read ?? JsonElement.Parse("null");
        return isJson;
    }

    private static string Plain(string text) => text.ReplaceLineEndings("\n");
}
