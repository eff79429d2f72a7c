using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>
/// Reads a template without compiling it (compiling a thousand takes seconds): tags, blocks, helpers, and whether every variable is
/// declared. A prompt that passes compiles and finds what it names.
/// </summary>
internal sealed partial class TemplateSyntax
{
    private static readonly string[] Blocks = ["if", "unless", "each", "with"];

    private readonly string _field;
    private readonly string _text;
    private readonly List<EntryError> _errors = [];
    private readonly Stack<(string Name, VariableScope Scope)> _open = new();
    private VariableScope _scope;

    private TemplateSyntax(string field, string text, VariableScope root) => (_field, _text, _scope) = (field, text, root);

    /// <summary>The errors of every template of a prompt.</summary>
    public static ImmutableArray<EntryError> Check(PromptBody body)
    {
        VariableScope root = VariableScope.Root(body.Variables);
        var errors = ImmutableArray.CreateBuilder<EntryError>();
        for (int index = 0; index < body.Messages.Length; index++)
        {
            switch (body.Messages[index])
            {
                case PromptMessage.Text text:
                    errors.AddRange(new TemplateSyntax($"messages[{index}]", text.Content, root).Read());
                    break;
                case PromptMessage.Multipart multipart:
                    errors.AddRange(multipart.Parts.SelectMany(part => new TemplateSyntax($"messages[{index}]", part.Content, root).Read()));
                    break;
            }
        }

        return errors.ToImmutable();
    }

    private List<EntryError> Read()
    {
        int end = 0;
        foreach (Match tag in Tag().Matches(_text))
        {
            CheckStray(end, tag.Index);
            end = tag.Index + tag.Length;
            string content = tag.Groups["content"].Value.Trim().Trim('~').Trim();
            if (tag.Groups["raw"].Success || tag.Value.StartsWith("{{!", StringComparison.Ordinal))
            {
                continue;
            }

            ReadTag(content);
        }

        CheckStray(end, _text.Length);
        if (_open.TryPeek(out var block))
        {
            Fail($"The block {{{{#{block.Name}}}}} is not closed.");
        }

        return _errors;
    }

    private void ReadTag(string content)
    {
        if (content.Length == 0)
        {
            Fail("A tag is empty.");
        }
        else if (content[0] == '#')
        {
            Open(content[1..].Trim());
        }
        else if (content[0] == '/')
        {
            Close(content[1..].Trim());
        }
        else if (content[0] is '>' or '&' or '*')
        {
            Fail("Partials, decorators and unescaped tags are not available; text is never escaped.");
        }
        else if (content != "else" && !content.StartsWith("else ", StringComparison.Ordinal))
        {
            ReadExpression(content);
        }
        else if (_open.Count == 0)
        {
            Fail("else stands outside a block.");
        }
        else if (content.StartsWith("else if ", StringComparison.Ordinal))
        {
            ReadArguments(Tokens(content["else if ".Length..]));
        }
    }

    private void Open(string content)
    {
        string[] tokens = Tokens(content);
        string name = tokens.Length == 0 ? "" : tokens[0];
        if (!Blocks.Contains(name, StringComparer.Ordinal))
        {
            Fail($"The block {{{{#{name}}}}} is unknown; there are {string.Join(", ", Blocks)}.");
        }

        string[] arguments = [.. tokens.Skip(1).TakeWhile(token => token != "as")];
        if (arguments.Length != 1)
        {
            Fail($"The block {{{{#{name}}}}} takes one argument.");
        }

        ReadArguments(arguments);
        _open.Push((name, _scope));
        if (name is "each" or "with" && arguments.Length == 1)
        {
            ImmutableArray<string> parameters = [.. tokens.SkipWhile(token => token != "as").Skip(1).Select(token => token.Trim('|')).Where(token => token.Length > 0)];
            _scope = _scope.Enter(arguments[0], isItem: name == "each", parameters);
        }
    }

    private void Close(string name)
    {
        if (!_open.TryPop(out var block) || block.Name != name)
        {
            Fail($"{{{{/{name}}}}} closes no open block.");
            return;
        }

        _scope = block.Scope;
    }

    private void ReadExpression(string content)
    {
        string[] tokens = Tokens(content);
        if (tokens.Length == 1)
        {
            ReadArguments(tokens);
            return;
        }

        if (!TemplateFunctions.Arities.TryGetValue(tokens[0], out int arity))
        {
            Fail($"The helper '{tokens[0]}' is unknown; there are {string.Join(", ", TemplateFunctions.Arities.Keys)}.");
        }
        else if (tokens.Length - 1 != arity)
        {
            Fail($"The helper '{tokens[0]}' takes {arity} arguments.");
        }

        ReadArguments(tokens[1..]);
    }

    private void ReadArguments(IEnumerable<string> tokens)
    {
        foreach (string token in tokens)
        {
            if (token[0] == '(')
            {
                ReadExpression(token[1..^1].Trim());
            }
            else if (!IsLiteral(token) && !_scope.Declares(token))
            {
                Fail($"The variable '{token}' is not declared.");
            }
        }
    }

    private void CheckStray(int start, int end)
    {
        string text = _text[start..end];
        if (text.Contains("{{", StringComparison.Ordinal))
        {
            Fail("A tag is opened with {{ and not closed.");
        }
    }

    private static bool IsLiteral(string token) =>
        token[0] is '"' or '\'' or '-' || char.IsAsciiDigit(token[0]) || token is "true" or "false" or "null" or "undefined";

    private static string[] Tokens(string content) => [.. Token().Matches(content).Select(match => match.Value)];

    private void Fail(string message) => _errors.Add(new EntryError(_field, message));

    // Quoted text may hold anything, braces too.
    [GeneratedRegex("""(?<raw>\\\{\{)|\{\{!--.*?--\}\}|\{\{!.*?\}\}|\{\{\{(?<content>(?:"[^"]*"|'[^']*'|[^{}"'])*)\}\}\}|\{\{(?<content>(?:"[^"]*"|'[^']*'|[^{}"'])*)\}\}""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Tag();

    // A sub-expression counts as one token; one level inside another is enough for prompts.
    [GeneratedRegex("""\((?:"[^"]*"|'[^']*'|[^()"']|\((?:"[^"]*"|'[^']*'|[^()"'])*\))*\)|"[^"]*"|'[^']*'|\|[^|]*\||[^\s()]+""", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
