using System.Collections.Immutable;

namespace PromptIntel.Core.Workflows.Expressions;

/// <summary>Splits text at its <c>${path}</c> places.</summary>
internal static class WireText
{
    public static ImmutableArray<(string? Literal, WirePath? Path)> Split(string text, out string? error)
    {
        var parts = ImmutableArray.CreateBuilder<(string?, WirePath?)>();
        var literal = new System.Text.StringBuilder();
        error = null;

        for (int i = 0; i < text.Length;)
        {
            if (text.AsSpan(i).StartsWith("$${"))
            {
                literal.Append("${");
                i += 3;
            }
            else if (text.AsSpan(i).StartsWith("${"))
            {
                int close = text.IndexOf('}', i);
                WirePath? path = close < 0 ? null : WirePath.TryParse(text[(i + 2)..close].Trim(), out error);

                if (path is null)
                {
                    error ??= "A ${ is not closed; write $${ for a literal one.";
                    return [];
                }

                Flush(parts, literal);
                parts.Add((null, path));
                i = close + 1;
            }
            else
            {
                literal.Append(text[i++]);
            }
        }

        Flush(parts, literal);
        return parts.ToImmutable();
    }

    private static void Flush(ImmutableArray<(string?, WirePath?)>.Builder parts, System.Text.StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            parts.Add((literal.ToString(), null));
            literal.Clear();
        }
    }
}
