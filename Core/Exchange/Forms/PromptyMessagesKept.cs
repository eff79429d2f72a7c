using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Syntax;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>
/// The templates of this catalog beside the Jinja2 that was made of them, in <c>metadata.promptintel</c>. They count as long as they would
/// be written as the text that stands in the file; once somebody changed that, it counts.
/// </summary>
internal static class PromptyMessagesKept
{
    public const string Field = "promptintel";

    public static JsonObject Of(PromptBody body)
    {
        JsonElement written = CanonicalJson.Write(writer => PromptBodyWriter.Write(writer, Only(body)));
        return new JsonObject
        {
            ["type"] = written.GetProperty("type").ToNode(),
            ["messages"] = written.GetProperty("messages").ToNode(),
        };
    }

    /// <summary>Whether both would be asked of a model in the same letters.</summary>
    public static bool AreSame(PromptBody one, PromptBody other) => JsonNode.DeepEquals(Of(one), Of(other));

    /// <returns>False, and nothing taken, where they are not those of the text.</returns>
    public static bool TryTake(PromptDraft draft, JsonElement kept, string text)
    {
        if (kept.ValueKind != JsonValueKind.Object || !kept.TryGetProperty("messages", out _)
            || !PromptBody.TryRead(kept, out PromptBody? body, out _))
        {
            return false;
        }

        var written = new StringBuilder();
        var findings = new Findings();
        PromptyTextMessages.Write(written, body.Messages, findings);
        if (findings.HasErrors || written.ToString().TrimEnd('\n') != text.TrimEnd('\n'))
        {
            return false;
        }

        (draft.Messages, draft.Type) = (body.Messages, body.Type);
        foreach (PromptMessage.Placeholder placeholder in body.Messages.OfType<PromptMessage.Placeholder>())
        {
            draft.Variables.Remove(placeholder.Name);
        }

        return true;
    }

    private static PromptBody Only(PromptBody body) => new() { Type = body.Type, Messages = body.Messages };
}
