using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>
/// A template that parses: the tree that was checked is the tree that is rendered. Immutable; safe for concurrent use.
/// </summary>
internal sealed class Template
{
    public Template(string source, ImmutableArray<TemplateNode> nodes) => (Source, Nodes) = (source, nodes);

    public static Template Empty { get; } = new("", []);

    public string Source { get; }

    public ImmutableArray<TemplateNode> Nodes { get; }

    /// <summary>Null, and what is wrong, where the text is no template within the limits.</summary>
    public static Template? Parse(string text, TemplateLimits limits, out ImmutableArray<TemplateError> errors)
    {
        var parser = new TemplateParser(text, limits);
        ImmutableArray<TemplateNode> nodes = parser.Parse();
        errors = parser.Errors;
        return errors.IsEmpty ? new Template(text, nodes) : null;
    }

    /// <summary>The template filled with variables.</summary>
    /// <exception cref="TemplateLimitException">The render was broken off at a limit; the message names the place.</exception>
    public string Render(TemplateValue variables, TemplateOutput output)
    {
        if (Nodes is [TemplateNode.Text text])
        {
            return text.Content;
        }

        try
        {
            new TemplateRender(output, variables).Write(Nodes);
            return output.TakeAll();
        }
        catch (TemplateLimitException limit) when (limit.Place is null)
        {
            limit.Place = Place(Source, output.Position);
            throw;
        }
    }

    /// <summary>A place as people count it.</summary>
    public static string Place(string source, int position)
    {
        ReadOnlySpan<char> before = source.AsSpan(0, Math.Min(position, source.Length));
        int line = before.Count('\n') + 1;
        int column = before.Length - before.LastIndexOf('\n');
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {line}, column {column}");
    }
}

/// <param name="Position">Offset in the template.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record TemplateError(int Position, string Message);
