using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>A block whose end has not been read yet.</summary>
internal sealed class OpenBlock(int position, BlockType type, string name, TemplateExpression argument, ImmutableArray<string> parameters)
{
    private readonly ImmutableArray<TemplateNode>.Builder _body = ImmutableArray.CreateBuilder<TemplateNode>();
    private ImmutableArray<TemplateNode>.Builder? _else;

    public int Position => position;

    /// <summary>What the closing tag repeats.</summary>
    public string Name => name;

    public string Opening => type == BlockType.Inverse ? $"{{{{^{name}}}}}" : $"{{{{#{name}}}}}";

    /// <summary>Begun by an <c>else</c> with a condition, and closed with the block around it.</summary>
    public bool IsChained { get; init; }

    public bool HasElse => _else is not null;

    /// <summary>Whether names are looked for in another value than outside, at the place read now.</summary>
    public bool HasFrame => type is BlockType.Each or BlockType.With or BlockType.Section && !HasElse;

    public PathRoot? Parameter(string parameter) => !HasFrame ? null : parameters.IndexOf(parameter) switch
    {
        0 => PathRoot.FirstParameter,
        1 => PathRoot.SecondParameter,
        _ => null,
    };

    public void BeginElse() => _else = ImmutableArray.CreateBuilder<TemplateNode>();

    public void Add(TemplateNode node) => (_else ?? _body).Add(node);

    public TemplateNode.Block ToNode() => new(position, type, argument, _body.ToImmutable(), _else?.ToImmutable() ?? [], IsChained);
}
