using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Mail.Classification;

/// <summary>The categories of mail with the phrases that speak for each.</summary>
internal sealed record MailCategories : ILeagueConfiguration
{
    public required ImmutableArray<MailCategory> Categories { get; init; }

    /// <summary>What a text is with fewer points than this.</summary>
    public required decimal LeastScore { get; init; }

    /// <summary>The category of a text in which nothing speaks for any.</summary>
    public required string Otherwise { get; init; }

    /// <summary>What a person must not overlook, by name, with the phrases that show it.</summary>
    public required ImmutableDictionary<string, ImmutableArray<string>> Flags { get; init; }

    /// <summary>Phrases that mention an attachment.</summary>
    public required ImmutableArray<string> Attachments { get; init; }

    /// <summary>The flag that stands when an attachment is mentioned and none came.</summary>
    public required string AttachmentFlag { get; init; }

    /// <summary>The flag of text that addresses whoever classifies; its sentences decide and ask nothing.</summary>
    public required string InstructionsFlag { get; init; }

    public string? FindProblem()
    {
        try
        {
            _ = new PhraseSet([.. Categories.SelectMany(category => category.Signs).SelectMany(sign => sign.Phrases), .. Attachments,
                .. Flags.Values.SelectMany(phrases => phrases)]);
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }

        return Categories.Any(category => category.Name == Otherwise) ? Flags.ContainsKey(InstructionsFlag) ? null
            : $"flags lack instructions_flag '{InstructionsFlag}'" : $"otherwise '{Otherwise}' is no category";
    }
}

/// <param name="OutranksFrom">With at least this score it is chosen whatever else scores more; null when it is not.</param>
internal sealed record MailCategory(string Name, ImmutableArray<MailSign> Signs, decimal? OutranksFrom = null);

/// <summary>Phrases that each speak with the same weight; each counts once.</summary>
internal sealed record MailSign(decimal Weight, ImmutableArray<string> Phrases);
