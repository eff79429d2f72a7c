using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues;

/// <summary>A setting of an operation that names an entry, such as <c>weights: components/scoring_weights</c>.</summary>
internal sealed record RequiredEntry(string Setting, EntryKind Kind, string DefaultNamespace, bool IsOptional = false)
{
    public EntryKey KeyOf(ComponentReference reference) => reference.Candidates([DefaultNamespace])[0];
}

/// <summary>
/// What the stages of the league workflow share: their settings name entries, which are pinned; configuration that cannot be used
/// fails the stage by name instead of throwing.
/// </summary>
internal abstract class LeagueOperation : IOperation
{
    public abstract string Type { get; }

    public virtual string Summary => "";

    public virtual bool CanWait => false;

    protected abstract ImmutableArray<RequiredEntry> Needs { get; }

    /// <summary>Further entries by tag, such as the clause library.</summary>
    protected virtual ImmutableArray<EntrySelector> Libraries => [];

    public OperationRequirements Require(JsonElement settings)
    {
        var entries = ImmutableArray.CreateBuilder<EntrySelector>();
        var errors = ImmutableArray.CreateBuilder<string>();
        foreach (RequiredEntry need in Needs)
        {
            if (settings.GetText(need.Setting) is not { } reference)
            {
                if (!need.IsOptional)
                {
                    errors.Add(
                        $"{Type}: setting '{need.Setting}' is missing; "
                            + $"it names an entry of kind {need.Kind.ToString().ToLowerInvariant()}");
                }
            }
            else if (ComponentReference.TryParse(reference) is { } parsed)
            {
                entries.Add(new EntrySelector.One(need.KeyOf(parsed), parsed.Version, need.Kind));
            }
            else
            {
                errors.Add($"{Type}: setting '{need.Setting}' is not a reference: {reference}");
            }
        }

        return new OperationRequirements([.. entries, .. Libraries], errors.ToImmutable());
    }

    public async Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(new LeagueStage(context, Needs), cancellationToken);
        }
        catch (LeagueConfigurationException exception)
        {
            return new OperationOutcome.Failed(ErrorCodes.InvalidConfiguration, exception.Message);
        }
    }

    protected abstract Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken);
}
