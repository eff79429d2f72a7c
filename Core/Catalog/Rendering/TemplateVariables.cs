using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>What a prompt that declares nothing asks for: the names that its templates look for among the variables.</summary>
internal static partial class TemplateVariables
{
    /// <summary>The free names in their order, each with the narrowest use that is made of it.</summary>
    public static ImmutableArray<(string Name, VariableUse Use)> FreeNames(PromptBody body)
    {
        var names = new List<(string Name, VariableUse Use)>();
        foreach (string path in TemplateSyntax.Check(body with { Variables = CanonicalJson.EmptyObject }).Select(error => Undeclared().Match(error.Message).Groups["path"].Value))
        {
            string[] parts = path.Replace("@root.", "", StringComparison.Ordinal).Split(['.', '/'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 0)
            {
                Add(names, parts[0], parts.Length > 1 ? VariableUse.Object : UseOf(parts[0], body));
            }
        }

        return [.. names];
    }

    private static VariableUse UseOf(string name, PromptBody body)
    {
        VariableUse use = VariableUse.Condition;
        foreach (string template in body.Messages.OfType<PromptMessage.Text>().Select(message => message.Content))
        {
            foreach (Match tag in Tag().Matches(template).Where(tag => tag.Groups["names"].Value.Split([' ', '(', ')', '~', '{']).Contains(name)))
            {
                VariableUse here = tag.Groups["block"].Value switch
                {
                    "#each" => VariableUse.List,
                    "#with" => VariableUse.Object,
                    "" => VariableUse.Text,
                    _ => VariableUse.Condition,
                };
                use = here > use ? here : use;
            }
        }

        return use;
    }

    private static void Add(List<(string Name, VariableUse Use)> names, string name, VariableUse use)
    {
        int index = names.FindIndex(known => known.Name == name);
        if (index < 0)
        {
            names.Add((name, use));
        }
        else if (use > names[index].Use)
        {
            names[index] = (name, use);
        }
    }

    [GeneratedRegex(@"\AThe variable '(?<path>.+)' is not declared\.\z", RegexOptions.CultureInvariant)]
    private static partial Regex Undeclared();

    [GeneratedRegex(@"\{\{\{?~?\s*(?<block>#\w+|else if)?(?<names>[^}]*)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}

/// <summary>What is made of a variable, from the vaguest to the narrowest.</summary>
internal enum VariableUse
{
    Condition,
    Text,
    Object,
    List,
}
