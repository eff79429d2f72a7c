using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>A word that nobody knows, put between a number and its end, never changes the value: it only nulls it.</summary>
public sealed class UnknownWordTests
{
    private const string Schema =
        """
        {"type":"object","properties":{
          "income":{"type":["number","null"]},"code":{"type":["string","null"]},"rooms":{"type":["integer","null"]}}}
        """;

    private const string Rules =
        """
        {"fields":{
          "income":{"currency_field":"code","cues":["our income was {value}"]},"code":{"type":"currency"},
          "rooms":{"units":["rooms"],"cues":["we have {value} rooms"]}}}
        """;

    private static readonly string[] Expressions =
    [
        "EUR 2.4 million", "INR 3 crore 45 lakh", "2,4 Mio. €", "EUR 2 million 400 thousand", "two and a half million euros", "640 k€",
            "12 thousand rooms",
        "a hundred and twenty rooms", "1,200 rooms", "EUR 2½ million", "USD 1.5bn", "2.4 thousand million euros", "JPY 3億",
        "EUR two point four million",
    ];

    [Fact]
    public Task Word_PutIntoANumber_OnlyNullsIt() => Fuzzing.RunAsync(300, random =>
    {
        string expression = Expressions[random.Next(Expressions.Length)];
        bool isRooms = expression.EndsWith("rooms", StringComparison.Ordinal);
        string[] words = expression.Split(' ');
        string strange = string.Concat(Enumerable.Range(0, random.Next(3, 9)).Select(_ => "bcdfghjklmnpqrstvwxz"[random.Next(20)]));
        int at = random.Next(1, Math.Max(2, words.Length));
        string changed = words.Length == 1 ? $"{expression} {strange}" : string.Join(' ', [.. words[..at], strange, .. words[at..]]);

        foreach (string text in isRooms ? new[] { "Rooms: {0}", "We have {0}." } : ["Income: {0}", "Our income was {0} last year."])
        {
            string field = isRooms ? "rooms" : "income";
            string whole = Value(text.Replace("{0}", expression, StringComparison.Ordinal), field);
            string broken = Value(text.Replace("{0}", changed, StringComparison.Ordinal), field);

            Assert.True(broken == "null" || broken == whole, $"{text} {changed}: {broken} instead of {whole}");
        }

        return Task.CompletedTask;
    });

    private static string Value(string text, string field) => Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText();
}
