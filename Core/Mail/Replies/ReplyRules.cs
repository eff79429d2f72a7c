using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Mail.Replies;

/// <summary>When a reply is drafted, and in which language.</summary>
internal sealed record ReplyRules : ILeagueConfiguration
{
    /// <summary>Categories that are never answered.</summary>
    public required ImmutableArray<string> SilentCategories { get; init; }

    /// <summary>Phrases of thanks; a message that has one and asks nothing is not answered, unless its category is listed.</summary>
    public required ImmutableArray<string> Thanks { get; init; }

    /// <summary>Categories that are answered whatever they ask.</summary>
    public required ImmutableArray<string> AlwaysAnswered { get; init; }

    /// <summary>Language where no template of the sender's stands.</summary>
    public required string FallbackLanguage { get; init; }

    /// <summary>Marks of an answer before a subject, in lower case without the colon.</summary>
    public required ImmutableArray<string> AnswerMarks { get; init; }

    /// <summary>Under a reply when no name is given, by language.</summary>
    public required ImmutableDictionary<string, string> Signatures { get; init; }

    /// <summary>The subject of an answer to a message without one.</summary>
    public required string NoSubject { get; init; }

    /// <summary>What a writer still needs for something asked; <c>{0}</c> stands for the words that ask.</summary>
    public required string OpenPoint { get; init; }

    public string? FindProblem()
    {
        try
        {
            _ = new PhraseSet(Thanks);
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }

        return Signatures.ContainsKey(FallbackLanguage) ? null : $"signatures lack '{FallbackLanguage}'";
    }
}
