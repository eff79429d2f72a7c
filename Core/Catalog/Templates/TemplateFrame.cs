using System.Text.Json;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>
/// The value that names are looked for in, and the frame around it. A round of a list changes its frame instead of making one.
/// </summary>
internal sealed class TemplateFrame(TemplateFrame? outer)
{
    public TemplateFrame? Outer => outer;

    public TemplateValue This { get; set; }

    /// <summary>Goes through a list or an object; the members below are of no meaning elsewhere.</summary>
    public bool IsLoop { get; init; }

    public int Index { get; set; }

    /// <summary>Of an object's member.</summary>
    public JsonProperty? Member { get; set; }

    public bool IsLast { get; set; }

    public TemplateValue Key => Member is { } member ? TemplateValue.Of(member.Name) : TemplateValue.Of(Index);

    public TemplateFrame Outermost => outer?.Outermost ?? this;

    /// <summary>The nearest loop at or around here.</summary>
    public TemplateFrame? Loop => IsLoop ? this : outer?.Loop;
}
