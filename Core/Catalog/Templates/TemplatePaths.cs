using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>Finds every path of a template with the scope that it is looked for in.</summary>
internal static class TemplatePaths
{
    /// <param name="Path">As it stands in the template.</param>
    /// <param name="Scope">Where it stands.</param>
    /// <param name="Block">The block that it is the argument of; null elsewhere.</param>
    public readonly record struct Use(TemplateExpression.Path Path, VariableScope Scope, BlockType? Block);

    public static IEnumerable<Use> In(Template template, VariableScope root)
    {
        var uses = new List<Use>();
        Walk(template.Nodes, root, uses);
        return uses;
    }

    private static void Walk(ImmutableArray<TemplateNode> nodes, VariableScope scope, List<Use> uses)
    {
        foreach (TemplateNode node in nodes)
        {
            switch (node)
            {
                case TemplateNode.Value value:
                    Visit(value.Expression, scope, null, uses);
                    break;
                case TemplateNode.Block block:
                    Walk(block, scope, uses);
                    break;
            }
        }
    }

    private static void Walk(TemplateNode.Block block, VariableScope scope, List<Use> uses)
    {
        // As in rendering: a chain of else-ifs is followed, not descended into.
        while (true)
        {
            Visit(block.Argument, scope, block.Type, uses);
            Walk(block.Body, block.OpensFrame ? scope.Enter(block.Argument, block.Type) : scope, uses);
            if (block.Else is not [TemplateNode.Block { IsChained: true } next])
            {
                Walk(block.Else, scope, uses);
                return;
            }

            block = next;
        }
    }

    private static void Visit(TemplateExpression expression, VariableScope scope, BlockType? block, List<Use> uses)
    {
        switch (expression)
        {
            case TemplateExpression.Path path:
                uses.Add(new Use(path, scope, block));
                break;
            case TemplateExpression.Call call:
                foreach (TemplateExpression argument in call.Arguments)
                {
                    Visit(argument, scope, null, uses);
                }

                break;
        }
    }
}
