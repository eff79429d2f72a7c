using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Exchange;

/// <summary>Between what is read and what is built of it, as deep as what is kept may be.</summary>
internal static class JsonNodes
{
    /// <summary>A copy that can be changed; null for null.</summary>
    public static JsonNode? ToNode(this JsonElement value) =>
        JsonNode.Parse(value.GetRawText(), documentOptions: StorableJson.Kept);

    public static JsonElement ToElement(this JsonNode node) => CanonicalJson.Write(writer => node.WriteTo(writer));
}
