namespace PromptIntel.Core.Catalog.Templates;

/// <summary>What one tag says.</summary>
internal abstract record TagPiece
{
    private TagPiece()
    {
    }

    public sealed record Comment : TagPiece;

    public sealed record Value(TemplateExpression Expression) : TagPiece;

    public sealed record Include(EntryKey Key) : TagPiece;

    public sealed record Opening(OpenBlock Block) : TagPiece;

    /// <param name="Chained">The block of an <c>{{else if ...}}</c>; null for a plain <c>{{else}}</c>.</param>
    public sealed record Else(OpenBlock? Chained) : TagPiece;

    public sealed record Closing(string Name) : TagPiece;
}
