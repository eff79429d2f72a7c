using System.Text.Json;

namespace PromptIntel.Bench.Workflows;

internal sealed class EmailTriageJudge : WorkflowJudge
{
    private static readonly string[] Fields = ["category", "priority", "respond_by", "route", "needs_person"];

    public override string Workflow => "email_triage";

    public override string TextField => "email_text";

    public override void Judge(LabelledInput input, JsonElement actual, Tally tally)
    {
        JsonElement expected = input.Expected;
        string[] lines = input.Text.ReplaceLineEndings("\n").Split('\n');

        CountRecord(expected, actual, "message", tally);
        CountFields(expected, actual, Fields, tally);
        CountSet(expected, actual, "flags", tally);
        CountList(
            expected,
            actual,
            "parts",
            (stated, found) => Kind(stated) == Kind(found) && Overlap(Place(stated, lines), Place(found, lines)),
            (stated, found) => Place(stated, lines) == Place(found, lines) && IsStated(stated, found, "is_marked"),
            (_, _) => true,
            part => $"{Kind(part)} {part.Integer("first_line")}-{part.Integer("last_line")} {Values.Show(part.Field("is_marked"))}",
            tally);
        CountQuotes(expected, actual, "asks", tally);
        CountQuotes(expected, actual, "commitments", tally);

        if (expected.Field("has_reply") is { ValueKind: JsonValueKind.True or JsonValueKind.False } hasReply)
        {
            tally.Count(
                hasReply.GetBoolean() == (actual.Field("reply").ValueKind == JsonValueKind.Object),
                $"reply: {Values.Show(actual.Field("reply").Field("subject"))}, expected {Values.Show(hasReply)}");
        }

        if (expected.Text("reply_language") is { } language)
        {
            string? found = actual.Field("reply").Text("language");
            tally.Count(found == language, $"reply.language: {found}, expected {language}");
        }
    }

    private static void CountQuotes(JsonElement expected, JsonElement actual, string name, Tally tally) =>
        CountList(
            expected,
            actual,
            name,
            (stated, found) => SharesWords(stated.Text("quote") ?? "", found.Text("quote") ?? ""),
            (stated, found) => IsStated(stated, found, "due") && IsStated(stated, found, "asked_by"),
            (found, _) => !expected.Items($"{name}_allowed").Any(
                allowed => SharesWords(allowed.Text("quote") ?? allowed.GetString() ?? "", found.Text("quote") ?? "")),
            quote => $"'{quote.Text("quote")}' due {Values.Show(quote.Field("due"))}",
            tally);

    private static string? Kind(JsonElement part) => part.Text("kind");

    private static bool IsStated(JsonElement expected, JsonElement actual, string name) =>
        expected.Field(name).ValueKind == JsonValueKind.Undefined || Values.AreSame(expected.Field(name), actual.Field(name));

    private static bool Overlap((int First, int Last) left, (int First, int Last) right) =>
        left.First <= right.Last && right.First <= left.Last;

    /// <summary>First and last line without lines that are blank or hold quotation marks alone.</summary>
    private static (int First, int Last) Place(JsonElement part, string[] lines)
    {
        int first = part.Integer("first_line") ?? 0;
        int last = part.Integer("last_line") ?? 0;
        bool IsBlank(int line) => line > 0 && line <= lines.Length && lines[line - 1].AsSpan().Trim("> \t\u00a0").IsEmpty;

        while (first < last && IsBlank(first))
        {
            first++;
        }

        while (last > first && IsBlank(last))
        {
            last--;
        }

        return (first, last);
    }

    /// <summary>One contains the other, or they share more than half of their words.</summary>
    private static bool SharesWords(string expected, string actual)
    {
        string[] left = Words(expected);
        string[] right = Words(actual);
        string leftText = string.Join(' ', left);
        string rightText = string.Join(' ', right);

        if (left.Length == 0 || right.Length == 0)
        {
            return false;
        }

        return leftText.Contains(rightText, StringComparison.Ordinal)
            || rightText.Contains(leftText, StringComparison.Ordinal)
            || left.Intersect(right).Count() * 2 > left.Union(right).Count();
    }

    private static string[] Words(string text) =>
        Values.Plain(text).Split([' ', '>', '.', ',', ';', ':', '!', '?', '"', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
}
