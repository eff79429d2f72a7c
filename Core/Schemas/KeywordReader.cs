using System.Text.Json;

using PromptIntel.Core.Schemas.Rules;

namespace PromptIntel.Core.Schemas;

/// <summary>Reads the keywords of one schema into its rules. A keyword that is not known is an annotation.</summary>
internal sealed class KeywordReader(SchemaCompiler compiler, JsonElement schema, SchemaNode node)
{
    /// <summary>Under these stands data, not a schema.</summary>
    public static readonly IReadOnlySet<string> WithValues =
        new HashSet<string>(StringComparer.Ordinal) { "enum", "const", "default", "examples", "example" };

    /// <summary>Under these the names are the author's, not keywords.</summary>
    public static readonly IReadOnlySet<string> WithNames =
        new HashSet<string>(StringComparer.Ordinal) { "properties", "patternProperties", "dependentSchemas", "definitions", "$defs" };

    private static readonly HashSet<string> Dialects = new(
        from draft in new[] { "draft/2020-12", "draft/2019-09", "draft-07", "draft-06", "draft-04" }
        from scheme in new[] { "http", "https" }
        select $"{scheme}://json-schema.org/{draft}/schema",
        StringComparer.Ordinal);

    // Most schemas are one type and a description.
    private ObjectRule? _object;
    private ArrayRule? _array;
    private TextRule? _text;
    private NumberRule? _number;
    private SchemaNode? _if;
    private SchemaNode? _then;
    private SchemaNode? _else;

    private ObjectRule Object => _object ??= new ObjectRule();

    private ArrayRule Array => _array ??= new ArrayRule();

    private TextRule OfText => _text ??= new TextRule();

    private NumberRule OfNumber => _number ??= new NumberRule();

    public void Read()
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            string name = keyword.Name;
            JsonElement value = keyword.Value;
            compiler.Enter(name);
            _ = ReadCore(name, value) || ReadValue(name, value) || ReadMembers(name, value) || ReadItems(name, value)
                || ReadChoice(name, value);
            compiler.Leave();

            if (compiler.Problem is not null)
            {
                return;
            }
        }

        Add(_text);
        Add(_number);
        Add(_object);
        Add(_array);

        if (_if is not null)
        {
            Add(new ConditionRule(_if, _then, _else));
        }
    }

    private bool ReadCore(string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "$schema":
                return Expect(
                    Text(value) is { } dialect && Dialects.Contains(dialect.TrimEnd('#')),
                    "must be the address of JSON Schema 2020-12 or of an older draft.");
            case "$id":
                return Expect(Text(value) is not null, "must be a text.");
            case "$ref":
                return Expect(Text(value) is not null, "must be a text.") && Add(compiler.Refer(value.GetString()!));
            case "$anchor" or "$dynamicAnchor":
                if (Expect(Text(value) is not null, "must be a text."))
                {
                    compiler.Name(value.GetString()!, node);
                }

                return true;
            case "$dynamicRef" or "$recursiveRef" or "$recursiveAnchor":
                return Expect(false, "is not supported; use $ref.");
            case "dependencies":
                return Expect(false, "is not supported; use dependentRequired or dependentSchemas.");
            case "$defs" or "definitions":
                Map(value, (_, _) => { });
                return true;
            default:
                return false;
        }
    }

    private bool ReadValue(string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "type":
                return AddFirst(Text(value) is { } type && TypeRule.Find(type) is { } single ? single : Types(value));
            case "enum":
                return Expect(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0, "must be a list of values.")
                    && Add(new EnumRule([.. value.EnumerateArray()]));
            case "const":
                return Add(new EnumRule([value]));
            case "minLength":
                return Count(value, OfText.AtLeast);
            case "maxLength":
                return Count(value, OfText.AtMost);
            case "pattern":
                return ReadPattern(value);
            case "format":
                return ReadFormat(value);
            case "minimum":
                return Bound(value, OfNumber.AtLeast);
            case "maximum":
                return Bound(value, OfNumber.AtMost);
            case "exclusiveMinimum":
                return Bound(value, OfNumber.MoreThan);
            case "exclusiveMaximum":
                return Bound(value, OfNumber.LessThan);
            case "multipleOf":
                return ReadMultiple(value);
            default:
                return false;
        }
    }

    private bool ReadMembers(string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "properties":
                return Map(value, Object.Declare);
            case "required":
                return ReadRequired(value);
            case "additionalProperties":
                Object.Additional = compiler.Read(value);
                return true;
            case "patternProperties":
                return Map(value, (name, schema) => Object.ByPattern.Add((compiler.Pattern(name)!, schema)), IsPattern);
            case "propertyNames":
                Object.Names = compiler.Read(value);
                return true;
            case "minProperties":
                return Count(value, count => Object.AtLeast = count);
            case "maxProperties":
                return Count(value, count => Object.AtMost = count);
            case "dependentRequired":
                return Expect(value.ValueKind == JsonValueKind.Object, "must be an object.") && ReadDependent(value);
            case "dependentSchemas":
                return ReadDependentSchemas(value);
            case "unevaluatedProperties":
                (node.Unevaluated ??= new UnevaluatedRule()).Members = compiler.Read(value);
                return true;
            default:
                return false;
        }
    }

    private bool ReadItems(string keyword, JsonElement value)
    {
        switch (keyword)
        {
            // As the older drafts write it: a list of the first items, and the rest under another name.
            case "items" when value.ValueKind == JsonValueKind.Array:
            case "prefixItems":
                Array.Prefix = Schemas(value);
                return true;
            case "additionalItems" when schema.TryGetProperty("items", out JsonElement first) && first.ValueKind == JsonValueKind.Array:
            case "items":
                Array.Items = compiler.Read(value);
                return true;
            case "minItems":
                return Count(value, count => Array.AtLeast = count);
            case "maxItems":
                return Count(value, count => Array.AtMost = count);
            case "uniqueItems":
                Array.IsUnique = Expect(value.ValueKind is JsonValueKind.True or JsonValueKind.False, "must be true or false.")
                    && value.GetBoolean();
                return true;
            case "contains":
                Array.Contains = compiler.Read(value);
                return true;
            case "minContains":
                return Count(value, count => Array.AtLeastContained = count);
            case "maxContains":
                return Count(value, count => Array.AtMostContained = count);
            case "unevaluatedItems":
                (node.Unevaluated ??= new UnevaluatedRule()).Items = compiler.Read(value);
                return true;
            default:
                return false;
        }
    }

    private bool ReadChoice(string keyword, JsonElement value) => keyword switch
    {
        "allOf" => Add(new AllOfRule(Schemas(value))),
        "anyOf" => Add(new AnyOfRule(Schemas(value), isOnlyOne: false)),
        "oneOf" => Add(new AnyOfRule(Schemas(value), isOnlyOne: true)),
        "not" => Add(new NotRule(compiler.Read(value))),
        "if" => (_if = compiler.Read(value)) is not null,
        "then" => (_then = compiler.Read(value)) is not null,
        "else" => (_else = compiler.Read(value)) is not null,
        _ => false,
    };

    // Methods of their own: a closure in the switches above would cost every keyword.
    private bool ReadPattern(JsonElement value)
    {
        if (Expect(Text(value) is not null, "must be a regular expression.") && compiler.Pattern(value.GetString()!) is { } pattern)
        {
            OfText.Matching(pattern);
        }

        return true;
    }

    private bool ReadFormat(JsonElement value)
    {
        if (Expect(Text(value) is not null, "must be a text.") && SchemaFormats.Find(value.GetString()!) is { } isOfFormat)
        {
            OfText.OfFormat(value.GetString()!, isOfFormat);
        }

        return true;
    }

    private bool ReadMultiple(JsonElement value)
    {
        if (Expect(value.ValueKind == JsonValueKind.Number && value.GetDouble() > 0, "must be a number above 0."))
        {
            OfNumber.MultipleOf(value);
        }

        return true;
    }

    private bool ReadRequired(JsonElement value)
    {
        Names(value)?.ForEach(Object.Require);
        return true;
    }

    private bool ReadDependentSchemas(JsonElement value)
    {
        var schemas = new List<(string, SchemaNode)>();
        return Map(value, (name, schema) => schemas.Add((name, schema))) && Add(new DependentRule(schemas));
    }

    private bool ReadDependent(JsonElement map)
    {
        foreach (JsonProperty property in map.EnumerateObject())
        {
            if (compiler.At(property.Name, property.Value, Names) is { } others)
            {
                Object.Dependent.Add((property.Name, others));
            }
        }

        return true;
    }

    private bool Map(JsonElement map, Action<string, SchemaNode> add, Func<string, bool>? check = null)
    {
        if (!Expect(map.ValueKind == JsonValueKind.Object, "must be an object."))
        {
            return false;
        }

        foreach (JsonProperty property in map.EnumerateObject())
        {
            string name = property.Name;
            compiler.Enter(name);
            SchemaNode? schema = check?.Invoke(name) == false ? null : compiler.Read(property.Value);
            compiler.Leave();

            if (schema is null || compiler.Problem is not null)
            {
                return false;
            }

            add(name, schema);
        }

        return true;
    }

    private SchemaNode[] Schemas(JsonElement list) =>
        Expect(list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0, "must be a list of schemas.")
            ? [.. list.EnumerateArray().Select((item, index) => compiler.At($"{index}", item, compiler.Read))]
            : [];

    private List<string>? Names(JsonElement list) =>
        Expect(
            list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => Text(item) is not null),
            "must be a list of names.")
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : null;

    private bool IsPattern(string name) => compiler.Pattern(name) is not null;

    private TypeRule? Types(JsonElement type)
    {
        List<string> types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => Text(name) ?? "")]
            : [Text(type) ?? ""];
        return Expect(types.Count > 0 && types.All(TypeRule.IsName), TypeRule.NamesExpected) ? new TypeRule(types) : null;
    }

    /// <summary>A count beyond what anything has is as good as the largest.</summary>
    private bool Count(JsonElement value, Action<int> set)
    {
        bool isCount = value.ValueKind == JsonValueKind.Number && JsonNumber.IsWhole(value) && value.GetDouble() >= 0;

        if (Expect(isCount, "must be a whole number from 0."))
        {
            set((int)Math.Min(int.MaxValue, value.GetDouble()));
        }

        return true;
    }

    private bool Bound(JsonElement value, Action<JsonElement> set)
    {
        if (Expect(value.ValueKind == JsonValueKind.Number, "must be a number."))
        {
            set(value);
        }

        return true;
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            compiler.Fail(otherwise);
        }

        return holds;
    }

    private bool Add(SchemaRule? rule)
    {
        if (rule is not null)
        {
            node.Rules.Add(rule);
        }

        return true;
    }

    private bool AddFirst(SchemaRule? rule)
    {
        if (rule is not null)
        {
            node.Rules.Insert(0, rule);
        }

        return true;
    }
}
