using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>What templates ask for whose prompt declares nothing.</summary>
internal static class TemplateNames
{
    /// <summary>
    /// The variables that templates name, in their order, each with the narrowest use that is made of it: a list where it is gone through,
    /// an object where something in it is named or entered, else a text; a condition alone says nothing.
    /// </summary>
    public static ImmutableArray<TemplateName> In(IEnumerable<Template> templates)
    {
        var names = new List<TemplateName>();
        foreach (TemplatePaths.Use use in templates.SelectMany(template => TemplatePaths.In(template, VariableScope.Root(default))))
        {
            bool isVariable = use.Path is { Root: PathRoot.This or PathRoot.Variables, Segments.Length: > 0 }
                && use.Scope.StartOf(use.Path) is { IsRoot: true };
            if (isVariable)
            {
                Add(names, new TemplateName(use.Path.Segments[0].Name, UseOf(use)));
            }
        }

        return [.. names];
    }

    private static TemplateNameUse UseOf(TemplatePaths.Use use) =>
        use.Path.Segments.Length > 1 ? use.Path.Segments[1].Index is null ? TemplateNameUse.Object : TemplateNameUse.List
            : use.Block switch
            {
                BlockType.Each => TemplateNameUse.List,
                BlockType.With => TemplateNameUse.Object,
                null => TemplateNameUse.Text,
                _ => TemplateNameUse.Condition,
            };

    private static void Add(List<TemplateName> names, TemplateName name)
    {
        int index = names.FindIndex(known => known.Name == name.Name);
        if (index < 0)
        {
            names.Add(name);
        }
        else if (name.Use > names[index].Use)
        {
            names[index] = name;
        }
    }
}

/// <param name="Name">Of a variable.</param>
internal readonly record struct TemplateName(string Name, TemplateNameUse Use);

/// <summary>What is made of a variable, from the vaguest to the narrowest.</summary>
internal enum TemplateNameUse
{
    Condition,
    Text,
    Object,
    List,
}
