using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Contracts.Structure;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Intake;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Contracts;

/// <summary>
/// Operation type <c>contracts.read</c>: whether a text is a contract, its parties, and its clauses by number and place. Settings:
/// <c>rules</c>, <c>language_profiles</c>, <c>max_characters</c> (default 500,000).
/// </summary>
internal sealed class ReadContractOperation : LeagueOperation
{
    private const string Field = "contract_text";
    private const int DefaultMaxCharacters = 500_000;
    private const int FewestClauses = 3;
    private const int FewestParties = 2;

    public override string Type => "contracts.read";

    public override string Summary => "Cuts a contract into parties, clauses and terms.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
        [new("rules", EntryKind.Config, "components"), new("language_profiles", EntryKind.Config, "components")];

    protected override Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken) =>
        Task.FromResult(Run(stage));

    private static OperationOutcome Run(LeagueStage stage)
    {
        if (stage.ReadText(Field, DefaultMaxCharacters, out string text) is { } refusal)
        {
            return refusal;
        }

        var lines = ContractLines.Of(text);
        ContractReviewRules rules = stage.Config<ContractReviewRules>("rules");
        List<ContractClause> clauses = ClauseCutter.Cut(lines);
        clauses = clauses.Count >= FewestClauses ? clauses : UnnumberedClauses.Cut(lines, rules);
        string[] parties = PartyReader.Read(lines.Read(0, clauses.Count > 0 ? clauses[0].FirstLine - 2 : lines.Count - 1));
        bool isContract = clauses.Count >= FewestClauses && ContractSigns.AreIn(lines, clauses, parties.Length >= FewestParties, rules);
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            is_contract = isContract,
            title = Enumerable.Range(0, lines.Count).Select(line => lines[line].Trim('#', '*', ' ', '\t', '\f'))
                .FirstOrDefault(line => line.Length > 0),
            parties = isContract ? parties : [],
            language = LanguageDetector.Detect(text, stage.Config<LanguageProfiles>("language_profiles")).Code,
            clauses = isContract ? clauses : [],
        }));
    }
}
