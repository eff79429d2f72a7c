using System.Globalization;
using System.Text;

namespace PromptIntel.Core.Workflows.Components;

/// <summary>A workflow's graph as text that a viewer draws. Everything that an author wrote is escaped.</summary>
public static class GraphText
{
    /// <summary>A flowchart of Mermaid.</summary>
    public static string Mermaid(Manifest manifest)
    {
        WorkflowGraph graph = WorkflowGraph.Of(manifest);
        var text = new StringBuilder("flowchart TD\n");
        WriteMermaid(text, graph.Root, 1);
        foreach (GraphNode candidate in graph.Candidates)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {candidate.Id}[\"{MermaidLabel(candidate.Label)}\"]:::candidate\n");
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {edge.From} {(edge.Label.Length == 0 ? "-.->" : $"-- \"{MermaidLabel(edge.Label)}\" -->")} {edge.To}\n");
        }

        return (graph.Candidates.IsEmpty ? text : text.Append("  classDef candidate stroke-dasharray: 5 3\n")).ToString();
    }

    /// <summary>A directed graph of Graphviz.</summary>
    public static string Dot(Manifest manifest)
    {
        WorkflowGraph graph = WorkflowGraph.Of(manifest);
        var text = new StringBuilder("digraph workflow {\n  node [shape=box];\n");
        WriteDot(text, graph.Root, 1);
        foreach (GraphNode candidate in graph.Candidates)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {candidate.Id} [label=\"{DotLabel(candidate.Label)}\", style=dashed];\n");
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {edge.From} -> {edge.To} [{(edge.Label.Length == 0 ? "style=dotted" : $"label=\"{DotLabel(edge.Label)}\"")}];\n");
        }

        return text.Append("}\n").ToString();
    }

    private static void WriteMermaid(StringBuilder text, GraphScope scope, int depth)
    {
        string indent = new(' ', depth * 2);
        text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph {scope.Id}[\"{MermaidLabel(scope.Label)}\"]\n");
        text.Append(CultureInfo.InvariantCulture, $"{indent}  {scope.Id}_in([\"input\"])\n");
        foreach (GraphNode node in scope.Stages)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}  {node.Id}[\"{MermaidLabel(node.Label)}\"]\n");
        }

        foreach (GraphScope inner in scope.Scopes)
        {
            WriteMermaid(text, inner, depth + 1);
        }

        text.Append(CultureInfo.InvariantCulture, $"{indent}  {scope.Id}_out([\"output\"])\n{indent}end\n");
    }

    private static void WriteDot(StringBuilder text, GraphScope scope, int depth)
    {
        string indent = new(' ', depth * 2);
        text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph cluster_{scope.Id} {{\n");
        text.Append(CultureInfo.InvariantCulture, $"{indent}  label=\"{DotLabel(scope.Label)}\";\n");
        text.Append(CultureInfo.InvariantCulture, $"{indent}  {scope.Id}_in [label=\"input\", shape=oval];\n");
        foreach (GraphNode node in scope.Stages)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}  {node.Id} [label=\"{DotLabel(node.Label)}\"];\n");
        }

        foreach (GraphScope inner in scope.Scopes)
        {
            WriteDot(text, inner, depth + 1);
        }

        text.Append(CultureInfo.InvariantCulture, $"{indent}  {scope.Id}_out [label=\"output\", shape=oval];\n{indent}}}\n");
    }

    /// <summary>Mermaid reads entity codes within quotes, and Markdown and HTML where it finds them: only plain letters stay.</summary>
    private static string MermaidLabel(string label)
    {
        var text = new StringBuilder(label.Length);
        foreach (char letter in label)
        {
            _ = letter switch
            {
                '\n' => text.Append("<br/>"),
                _ when char.IsControl(letter) => text.Append(' '),
                ' ' or '.' or ',' or '/' or '@' or '-' or ':' => text.Append(letter),
                _ when char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) || letter == '_' => text.Append(letter),
                _ => text.Append(CultureInfo.InvariantCulture, $"#{(int)letter};"),
            };
        }

        return text.ToString();
    }

    private static string DotLabel(string label)
    {
        var text = new StringBuilder(label.Length);
        foreach (char letter in label)
        {
            _ = letter switch
            {
                '\n' => text.Append("\\n"),
                '"' or '\\' => text.Append('\\').Append(letter),
                _ when char.IsControl(letter) => text.Append(' '),
                _ => text.Append(letter),
            };
        }

        return text.ToString();
    }
}
