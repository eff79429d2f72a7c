using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Leagues;
using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Mail;

/// <summary>What the stages after reading are given of a mail.</summary>
/// <param name="NewText">What its sender wrote now.</param>
/// <param name="Forwarded">What the sender passes on; empty when nothing is.</param>
/// <param name="Quoted">What the thread said before.</param>
internal sealed record MailStage(JsonElement Message, string NewText, string Forwarded, string Quoted)
{
    public string? Subject => Message.GetText("subject");

    public string Language => Message.GetText("language") ?? "und";

    /// <summary>Null too outside 1970 to 9000, so that days can be counted from it.</summary>
    public DateTimeOffset? ReceivedAt =>
        DateTimeOffset.TryParse(Message.GetText("received_at"), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset at)
        && at.Year is >= 1970 and <= 9000
            ? at
            : null;

    public ImmutableArray<Sentence> Sentences => Phrases.Sentences.Of(NewText);

    public static MailStage Read(JsonElement input)
    {
        ILookup<string?, string> texts = (input.Get("parts") is { ValueKind: JsonValueKind.Array } parts ? parts.EnumerateArray() : default)
            .ToLookup(part => part.GetText("kind"), part => part.GetText("text") ?? "");
        return new MailStage(
            input.Get("message"),
            string.Join("\n\n", texts["new_text"]),
            string.Join("\n\n", texts["forwarded"]),
            string.Join("\n\n", texts["quoted"]));
    }

    /// <summary>The words on one line.</summary>
    public static string OneLine(string text) => Words.OneLine(text);
}
