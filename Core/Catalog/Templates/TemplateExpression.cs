using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>What a tag asks for.</summary>
internal abstract record TemplateExpression(int Position)
{
    public sealed record Literal(int Position, TemplateValue Value) : TemplateExpression(Position);

    /// <summary>A value by its path.</summary>
    /// <param name="Root">Where the path starts.</param>
    /// <param name="Up">Frames to go out before it starts; for block parameters those between the use and the block.</param>
    /// <param name="Segments">Names and indexes, outermost first.</param>
    /// <param name="Source">As it is written.</param>
    public sealed record Path(int Position, PathRoot Root, int Up, ImmutableArray<PathSegment> Segments, string Source)
        : TemplateExpression(Position);

    /// <summary>A helper with its arguments, at most two.</summary>
    public sealed record Call(int Position, TemplateFunction Function, ImmutableArray<TemplateExpression> Arguments)
        : TemplateExpression(Position);
}

internal enum PathRoot
{
    /// <summary>The value in scope.</summary>
    This,

    /// <summary><c>@root</c>: all variables.</summary>
    Variables,

    /// <summary>The first name after <c>as</c>: the item or value itself.</summary>
    FirstParameter,

    /// <summary>The second name after <c>as</c>: the item's index or key.</summary>
    SecondParameter,

    Index,
    Key,
    First,
    Last,
    Item,
}

/// <summary>One name of a path.</summary>
internal sealed class PathSegment
{
    public PathSegment(string name)
    {
        Name = name;
        Utf8 = Encoding.UTF8.GetBytes(name);
        Index = name.Length is > 0 and < 10 && name.All(char.IsAsciiDigit) ? int.Parse(name, CultureInfo.InvariantCulture) : null;
    }

    public string Name { get; }

    public byte[] Utf8 { get; }

    /// <summary>The name as the index of a list's item.</summary>
    public int? Index { get; }
}
