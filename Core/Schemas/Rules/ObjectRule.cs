using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary>
/// The keywords of objects, but for those that ask other schemas about the whole object and <c>unevaluatedProperties</c>.
/// </summary>
internal sealed class ObjectRule : SchemaRule
{
    private readonly MemberTable _members = new();

    public int AtLeast { get; set; }

    public int AtMost { get; set; } = int.MaxValue;

    public List<(SchemaPattern Names, SchemaNode Schema)> ByPattern { get; } = [];

    public SchemaNode? Additional { get; set; }

    public SchemaNode? Names { get; set; }

    public List<(string Name, IReadOnlyList<string> Others)> Dependent { get; } = [];

    public void Declare(string name, SchemaNode schema) => _members.Declare(name, schema);

    public void Require(string name) => _members.Require(name);

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        evaluation.Spend(_members.RequiredCount);
        Span<bool> present = _members.RequiredCount <= 64 ? stackalloc bool[_members.RequiredCount] : new bool[_members.RequiredCount];
        int count = 0;
        int expected = 0;
        bool isAccepted = true;

        foreach (JsonProperty member in value.EnumerateObject())
        {
            evaluation.Spend(1);
            Member? declared = _members.Find(member, ref expected);

            if (declared is { RequiredIndex: >= 0 })
            {
                present[declared.RequiredIndex] = true;
            }

            isAccepted &= AcceptsMember(evaluation, member, declared?.Schema, count, seen);
            count++;

            if (!isAccepted && evaluation.IsSettled)
            {
                return false;
            }
        }

        for (int index = 0; index < present.Length; index++)
        {
            isAccepted &= present[index]
                || evaluation.Refuse("required", $"The field '{_members.Required(index)}' is required.", _members.Required(index));
        }

        return isAccepted & AcceptsCount(evaluation, count) && (Dependent.Count == 0 || AcceptsDependent(evaluation, value));
    }

    private bool AcceptsMember(Evaluation evaluation, JsonProperty member, SchemaNode? declared, int position, Evaluated? seen)
    {
        bool isAccepted = declared is null || evaluation.Step(declared, member);
        bool isKnown = declared is not null;

        foreach ((SchemaPattern names, SchemaNode schema) in ByPattern)
        {
            if (evaluation.Matches(names, member.Name))
            {
                isKnown = true;
                isAccepted &= evaluation.Step(schema, member);
            }
        }

        if (!isKnown && Additional is not null)
        {
            isKnown = true;
            isAccepted &= Additional.AllowsNothing
                ? RefuseMember(evaluation, member)
                : Additional.AllowsAnything || evaluation.Step(Additional, member);
        }

        if (isKnown)
        {
            seen?.Add(position);
        }

        return isAccepted & AcceptsName(evaluation, member);
    }

    /// <summary>Also for <c>unevaluatedProperties: false</c>.</summary>
    public static bool RefuseMember(Evaluation evaluation, JsonProperty member) =>
        !evaluation.IsSettled && evaluation.Refuse("additional_property", $"The field '{member.Name}' is not allowed.", member.Name);

    private bool AcceptsName(Evaluation evaluation, JsonProperty member)
    {
        if (Names is null || Names.AllowsAnything)
        {
            return true;
        }

        evaluation.Spend(1 + (member.Name.Length / 16));
        return evaluation.Try(Names, JsonSerializer.SerializeToElement(member.Name), null)
            || evaluation.Refuse("property_name", "The name of this field is not of the kind that is asked for.", member.Name);
    }

    private bool AcceptsCount(Evaluation evaluation, int count) =>
        (count >= AtLeast
            || evaluation.Refuse("too_few", string.Create(CultureInfo.InvariantCulture, $"Must have at least {AtLeast} fields.")))
        && (count <= AtMost
            || evaluation.Refuse("too_many", string.Create(CultureInfo.InvariantCulture, $"Must have at most {AtMost} fields.")));

    private bool AcceptsDependent(Evaluation evaluation, JsonElement value)
    {
        bool isAccepted = true;

        foreach ((string name, IReadOnlyList<string> others) in Dependent)
        {
            evaluation.SpendOn(value);

            if (!value.TryGetProperty(name, out _))
            {
                continue;
            }

            foreach (string other in others)
            {
                evaluation.SpendOn(value);
                isAccepted &= value.TryGetProperty(other, out _)
                    || evaluation.Refuse("required", $"The field '{other}' is required beside '{name}'.", other);
            }
        }

        return isAccepted;
    }
}
