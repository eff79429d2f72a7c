using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Leagues;

/// <summary>
/// A fact of which the questionnaire says something that could not be taken for a value. A fact that is neither known nor doubtful is
/// not stated.
/// </summary>
/// <param name="Text">What stands there.</param>
/// <param name="Reason">Why it is no value, for a reader.</param>
internal sealed record DoubtfulFact(string Field, string Text, string Reason)
{
    /// <summary>From the stage input <c>unread</c>; none when the text was read by a language model.</summary>
    public static ImmutableArray<DoubtfulFact> Read(JsonElement unread) => unread.ValueKind != JsonValueKind.Array
        ? []
        : [.. unread.EnumerateArray()
            .Select(item => new DoubtfulFact(item.GetText("field") ?? "", item.GetText("text") ?? "", item.GetText("reason") ?? ""))
            .Where(fact => fact.Field.Length > 0)];
}
