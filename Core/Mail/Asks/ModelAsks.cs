using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Leagues;

namespace PromptIntel.Core.Mail.Asks;

/// <summary>
/// A language model's list of actions, as far as the mail bears it out: the words it quotes stand there, and a day that the rules read
/// from the same words stays.
/// </summary>
internal static class ModelAsks
{
    public static Found Take(JsonElement answer, Found ruled, string text)
    {
        string source = MailStage.OneLine(text);
        ImmutableArray<Ask> asks = [.. Items(answer, "actions")
            .Select(item => ToAsk(item, ruled))
            .Where(ask => ask.Quote.Length > 0 && source.Contains(ask.Quote, StringComparison.Ordinal))];
        ImmutableArray<Commitment> commitments = [.. new LeagueFacts(answer).List("commitments_by_sender")
            .Select(MailStage.OneLine)
            .Where(quote => source.Contains(quote, StringComparison.Ordinal))
            .Select(quote => ruled.Commitments.FirstOrDefault(known => Overlap(known.Quote, quote)) ?? new Commitment(quote, null))
            .Distinct()];
        return new Found(asks, commitments.IsEmpty ? ruled.Commitments : commitments);
    }

    private static Ask ToAsk(JsonElement item, Found ruled)
    {
        string quote = MailStage.OneLine(item.GetText("quote") ?? "");
        Ask? known = ruled.Asks.FirstOrDefault(ask => Overlap(ask.Quote, quote));
        string? due = DateOnly.TryParse(
            item.GetText("due")?.Split('T')[0], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
        return new Ask(item.GetText("action") ?? quote, quote, known?.Due ?? due, known?.DueWords, known?.AskedBy ?? item.GetText(
            "requested_by"));
    }

    private static bool Overlap(string left, string right) =>
        left.Length > 0 && right.Length > 0
            && (left.Contains(right, StringComparison.Ordinal) || right.Contains(left, StringComparison.Ordinal));

    private static JsonElement.ArrayEnumerator Items(JsonElement answer, string name) =>
        answer.Get(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;
}
