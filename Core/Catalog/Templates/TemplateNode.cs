using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>A part of a template.</summary>
/// <param name="Position">Offset of its first character.</param>
internal abstract record TemplateNode(int Position)
{
    /// <summary>Written as it is.</summary>
    public sealed record Text(int Position, string Content) : TemplateNode(Position);

    /// <summary>The text of what an expression gives.</summary>
    public sealed record Value(int Position, TemplateExpression Expression) : TemplateNode(Position);

    /// <summary>
    /// Stands for the text of another prompt. A template is rendered only after that has taken its place: <c>PromptComposition</c>.
    /// </summary>
    /// <param name="End">Behind its last character.</param>
    public sealed record Include(int Position, int End, EntryKey Key) : TemplateNode(Position);

    /// <param name="Else">Written when the condition does not hold, or there is nothing to go through; a chained
    /// block is alone in it.</param>
    /// <param name="IsChained">Begun by <c>{{else if ...}}</c> of the block around it, and closed with it.</param>
    public sealed record Block(
        int Position,
        BlockType Type,
        TemplateExpression Argument,
        ImmutableArray<TemplateNode> Body,
        ImmutableArray<TemplateNode> Else,
        bool IsChained)
        : TemplateNode(Position)
    {
        /// <summary>Whether names in the body are looked for in another value than outside.</summary>
        public bool OpensFrame => Type is BlockType.Each or BlockType.With or BlockType.Section;
    }
}

internal enum BlockType
{
    If,
    Unless,
    Each,
    With,

    /// <summary><c>{{#name}}</c>: goes through a list, into an object, and is a condition for anything else.</summary>
    Section,

    /// <summary><c>{{^name}}</c>: where a section would write nothing.</summary>
    Inverse,
}
