using System.Security;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;

using Microsoft.SemanticKernel;

using PromptIntel.Client.Catalog;

namespace PromptIntel.Client.SemanticKernel;

/// <summary>
/// Has the server render what everybody gets now, and writes the messages as Semantic Kernel reads them. Text stays text: no variable can
/// open a message of its own.
/// </summary>
internal sealed class CatalogTemplate(PromptIntelClient client, PromptReference prompt, IReadOnlyList<PromptVariable> variables)
    : IPromptTemplate
{
    public async Task<string> RenderAsync(Kernel kernel, KernelArguments? arguments, CancellationToken cancellationToken)
    {
        // A kernel's arguments are shared by all functions of a plan; this prompt gets its own.
        var values = new JsonObject(variables
            .Where(variable => arguments?.ContainsName(variable.Name) is true)
            .Select(variable => KeyValuePair.Create(variable.Name, variable.Read(arguments![variable.Name]))));
        RenderedPrompt rendered = await client.Prompts.RenderAsync(prompt, values, cancellationToken);
        var xml = new StringBuilder();

        foreach (RenderedMessage message in rendered.Messages)
        {
            xml.Append("<message role=\"").Append(Escape(message.Role)).Append("\">");
            xml.Append(message.Parts is null ? Escape(message.Content) : string.Concat(message.Parts.Select(Write))).Append("</message>");
        }

        return xml.ToString();
    }

    private static string Write(MessagePart part) => part.Type == "image"
        ? $"<image>{Escape(part.Content)}</image>"
        : $"<text>{Escape(part.Content)}</text>";

    /// <summary>Characters that XML cannot hold are shown as replaced: with one of them nothing would be read as messages.</summary>
    private static string Escape(string text) =>
        SecurityElement.Escape(string.Concat(text.EnumerateRunes().Select(rune =>
            rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString())));
}
