using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>The paragraphs that are written of facts alone, by the field of the result that holds them.</summary>
internal static class ProfileParagraphs
{
    public const string WhoTheyAre = "who_they_are";
    public const string Scale = "scale";
    public const string CommercialPosition = "commercial_position";
    public const string DataPosition = "data_position";
    public const string When = "when";

    public static ImmutableArray<string> All { get; } = [WhoTheyAre, Scale, CommercialPosition, DataPosition, When];
}
