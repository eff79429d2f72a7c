using System.Text.Json;

namespace PromptIntel.Bench.Workflows;

/// <summary>The rules by which the results of one workflow are compared with what was expected; see the README.</summary>
internal abstract class WorkflowJudge
{
    /// <summary>The recipe's name, and its folder's.</summary>
    public abstract string Workflow { get; }

    /// <summary>The field of the input that takes the text; not asked for where inputs are whole records.</summary>
    public virtual string TextField => "document_text";

    public abstract void Judge(LabelledInput input, JsonElement actual, Tally tally);

    /// <summary>Fields that are judged by value; those that the expected record lacks are not judged.</summary>
    protected static void CountFields(JsonElement expected, JsonElement actual, IEnumerable<string> names, Tally tally, string path = "")
    {
        foreach (string name in names.Where(name => expected.Field(name).ValueKind != JsonValueKind.Undefined))
        {
            JsonElement stated = expected.Field(name);
            JsonElement found = actual.Field(name);

            tally.Count(Values.AreSame(stated, found), $"{path}{name}: {Values.Show(found)}, expected {Values.Show(stated)}");
        }
    }

    /// <summary>Every field of a record by value.</summary>
    protected static void CountRecord(JsonElement expected, JsonElement actual, string name, Tally tally)
    {
        if (expected.Field(name) is { ValueKind: JsonValueKind.Object } record)
        {
            CountFields(record, actual.Field(name), record.EnumerateObject().Select(field => field.Name), tally, $"{name}.");
        }
    }

    /// <summary>A list without order; one that is expected to be empty and is counts as one value.</summary>
    protected static void CountSet(JsonElement expected, JsonElement actual, string name, Tally tally) =>
        CountList(
            expected, actual, name, (stated, found) => Values.AreSame(stated, found), (_, _) => true, (_, _) => true, Values.Show, tally);

    /// <summary>Entries that are found by their key and then compared.</summary>
    /// <param name="isSame">Whether the found entry (second) is the expected one.</param>
    /// <param name="isRight">Whether what is judged of it agrees.</param>
    /// <param name="isInvented">Whether an entry that nobody expects counts against the result.</param>
    protected static void CountList(
        JsonElement expected,
        JsonElement actual,
        string name,
        Func<JsonElement, JsonElement, bool> isSame,
        Func<JsonElement, JsonElement, bool> isRight,
        Func<JsonElement, IReadOnlyList<JsonElement>, bool> isInvented,
        Func<JsonElement, string> show,
        Tally tally)
    {
        if (expected.Field(name).ValueKind != JsonValueKind.Array)
        {
            return;
        }

        List<JsonElement> left = [.. actual.Items(name)];
        IReadOnlyList<JsonElement> stated = expected.Items(name);

        foreach (JsonElement item in stated)
        {
            int at = left.FindIndex(found => isSame(item, found) && isRight(item, found));
            at = at < 0 ? left.FindIndex(found => isSame(item, found)) : at;

            if (at < 0)
            {
                tally.Missed($"{name}: {show(item)}");
                continue;
            }

            tally.Count(isRight(item, left[at]), $"{name}: {show(left[at])}, expected {show(item)}");
            left.RemoveAt(at);
        }

        List<JsonElement> invented = [.. left.Where(item => isInvented(item, stated))];
        invented.ForEach(item => tally.Invented($"{name}: {show(item)}"));

        if (stated.Count == 0 && invented.Count == 0)
        {
            tally.Correct();
        }
    }
}
