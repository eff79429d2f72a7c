using System.Text.Json;

using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>Checks wires within one recipe: that what they name exists before they need it, and fits where it goes.</summary>
internal sealed class ScopeTypes(WireType input, List<DefinitionError> errors)
{
    private readonly Dictionary<string, WireType> _outputs = new(StringComparer.Ordinal);

    /// <summary>What a stage gives; stages are added in topological order.</summary>
    public void Add(string stage, WireType output) => _outputs[stage] = output;

    /// <summary>The type of a template; every wire in it is checked on the way.</summary>
    /// <param name="visible">The stages whose output may be read; null allows all.</param>
    /// <param name="item">The item's type within a <c>for_each</c>; null outside one.</param>
    public WireType Check(WireTemplate template, string path, IReadOnlySet<string>? visible, WireType? item)
    {
        switch (template)
        {
            case WireTemplate.Constant constant:
                return OfConstant(constant.Value);
            case WireTemplate.Reference reference:
                return CheckPath(reference.Path, path, visible, item);
            case WireTemplate.Text text:
                foreach ((_, WirePath? wire) in text.Parts.Where(part => part.Path is not null))
                {
                    CheckPath(wire!, path, visible, item);
                }

                return WireType.Simple(JsonKinds.String);
            case WireTemplate.Members members:
                return WireType.ObjectOf(
                    members.Items.Select(member => (member.Name, Check(member.Value, $"{path}.{member.Name}", visible, item))));
            case WireTemplate.Elements elements:
                for (int index = 0; index < elements.Items.Length; index++)
                {
                    Check(elements.Items[index], $"{path}[{index}]", visible, item);
                }

                return WireType.Simple(JsonKinds.Array);
            default:
                return WireType.Unknown;
        }
    }

    public WireType CheckPath(WirePath wire, string path, IReadOnlySet<string>? visible, WireType? item)
    {
        WireType? start = wire.Root switch
        {
            WireRoot.Input => input,
            WireRoot.Stage => StageType(wire.Stage!, path, visible),
            _ when item is null => Refuse(path, "no_item", $"${{{wire}}} has a value only in the with of a stage that has for_each."),
            WireRoot.Item => item,
            _ => WireType.Simple(JsonKinds.Integer),
        };

        if (start is null)
        {
            return WireType.Unknown;
        }

        WireType? type = start.Follow(wire, out string? missing);
        return type ?? Refuse(path, "unknown_field", $"${{{wire}}}: there is no '{missing}' in what it reads from.") ?? WireType.Unknown;
    }

    /// <summary>Checks what a stage is given against a schema: required fields are there, and types fit.</summary>
    /// <param name="isWhole">Whether what the schema excludes is refused; else only what it wants is looked at.</param>
    public void CheckTarget(WireType given, IReadOnlySet<string> settings, JsonElement? schema, string path, bool isWhole)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } target || given is not WireType.Known known)
        {
            return;
        }

        if (target.TryGetProperty("required", out JsonElement required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (string name in required.EnumerateArray()
                .Select(name => name.GetString()!)
                .Where(name => !known.Properties.ContainsKey(name) && !settings.Contains(name) && !SchemaDefaults.Has(target, name)))
            {
                Refuse($"{path}.{name}", "missing_input", $"'{name}' is required here and nothing is wired to it.");
            }
        }

        WireType shape = WireType.Of(target);

        foreach ((string name, WireType source) in known.Properties.OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            if (shape.Step(name) is { } wanted)
            {
                if (!source.Fits(wanted))
                {
                    Refuse($"{path}.{name}", "incompatible_wire", $"'{name}' takes {wanted}, and this gives {source}.");
                }
            }
            else if (isWhole && !settings.Contains(name) && TakesNothingElse(target))
            {
                Refuse($"{path}.{name}", "unknown_input", $"'{name}' is not taken here, and nothing but what is named is.");
            }
        }
    }

    private static bool TakesNothingElse(JsonElement schema) =>
        schema.TryGetProperty("additionalProperties", out JsonElement others) && others.ValueKind == JsonValueKind.False;

    private WireType? StageType(string stage, string path, IReadOnlySet<string>? visible)
    {
        if (visible is not null && !visible.Contains(stage))
        {
            return Refuse(
                path,
                _outputs.ContainsKey(stage) ? "not_needed" : "unknown_stage",
                $"'{stage}' is not a stage that must have ended before this one; name it in needs.");
        }

        return _outputs.TryGetValue(stage, out WireType? output) ? output : Refuse(path, "unknown_stage", $"There is no stage '{stage}'.");
    }

    private WireType? Refuse(string path, string code, string detail)
    {
        errors.Add(new DefinitionError(path, code, detail));
        return null;
    }

    private static WireType OfConstant(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => WireType.ObjectOf(value.EnumerateObject().Select(property => (property.Name, OfConstant(property.Value)))),
        JsonValueKind.Array => WireType.Simple(JsonKinds.Array),
        JsonValueKind.String => WireType.Simple(JsonKinds.String),
        JsonValueKind.Number => WireType.Simple(JsonKinds.Number),
        JsonValueKind.True or JsonValueKind.False => WireType.Simple(JsonKinds.Boolean),
        _ => WireType.Unknown,
    };
}
