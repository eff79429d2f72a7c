namespace PromptIntel.Core.Search.Lexical;

/// <summary>A document as words see it: what it is called counts most, its body least.</summary>
internal sealed record FieldedText(string Name, string Description, string Tags, string Body)
{
    /// <summary>One text for an embedder that weighs words by their number: name and description are repeated.</summary>
    public string Weighted() => $"{Name}\n{Name}\n{Name}\n{Description}\n{Description}\n{Tags}\n{Body}";

    /// <summary>One text for a model that reads.</summary>
    public string Plain(int maxLength)
    {
        string text = $"{Name.Replace('_', ' ')}\n{Description}\n{Tags}\n{Body}";
        return text.Length <= maxLength ? text : text[..maxLength];
    }
}
