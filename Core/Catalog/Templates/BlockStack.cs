using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>The blocks that are open at a place of a template. What cannot be done is answered with the reason.</summary>
internal sealed class BlockStack
{
    private readonly ImmutableArray<TemplateNode>.Builder _nodes = ImmutableArray.CreateBuilder<TemplateNode>();
    private readonly Stack<OpenBlock> _open = new();

    /// <summary>The innermost open block that has a closing tag of its own; null at the top.</summary>
    public OpenBlock? Current => _open.FirstOrDefault(block => !block.IsChained);

    /// <summary>Whether names are looked for in another value than the variables.</summary>
    public bool IsInFrame => _open.Any(block => block.HasFrame);

    /// <summary>Open blocks; those of one chain of <c>else if</c> count once.</summary>
    public int Depth { get; private set; }

    public void Add(TemplateNode node)
    {
        if (_open.TryPeek(out OpenBlock? block))
        {
            block.Add(node);
        }
        else
        {
            _nodes.Add(node);
        }
    }

    public void Open(OpenBlock block)
    {
        _open.Push(block);
        Depth++;
    }

    public string? Else(OpenBlock? chained)
    {
        if (!_open.TryPeek(out OpenBlock? block))
        {
            return "else stands outside a block.";
        }

        if (block.HasElse)
        {
            return $"The block {Current!.Opening} has an else already.";
        }

        block.BeginElse();
        if (chained is not null)
        {
            _open.Push(chained);
        }

        return null;
    }

    public string? Close(string name)
    {
        if (Current is not { } current || current.Name != name)
        {
            return $"{{{{/{name}}}}} closes no open block{(Current is { } open ? $"; {open.Opening} is open" : "")}.";
        }

        OpenBlock closed;
        do
        {
            closed = _open.Pop();
            Add(closed.ToNode());
        }
        while (closed.IsChained);

        Depth--;
        return null;
    }

    /// <summary>What a name means that stands after <c>as</c> in a block around; null when it is none.</summary>
    public (PathRoot Root, int Up)? FindParameter(string name)
    {
        int up = 0;
        foreach (OpenBlock block in _open)
        {
            if (block.Parameter(name) is { } root)
            {
                return (root, up);
            }

            up += block.HasFrame ? 1 : 0;
        }

        return null;
    }

    public ImmutableArray<TemplateNode> TakeNodes() => _nodes.ToImmutable();
}
