using System.Collections.Frozen;
using System.Collections.Immutable;

using PromptIntel.Extraction.Rules;

namespace PromptIntel.Extraction.Finding;

/// <summary>A plan with the indexes that finding needs; nothing in it changes, so that requests share it.</summary>
internal sealed class CompiledPlan
{
    public CompiledPlan(ExtractionPlan plan)
    {
        Plan = plan;
        Names = new AliasIndex(plan.Fields, plan);
        Cues = new CueIndex(plan.Fields);
        Mentions = new AliasMentions(plan);
        Counted = plan.Fields.Where(field => field.Rule.IsCounted).SelectMany(field => field.Units.Select(unit =>
            (Unit: unit, Field: field)))
            .GroupBy(item => item.Unit, StringComparer.Ordinal)
            .Where(unit => unit.Count() == 1)
            .ToFrozenDictionary(unit => unit.Key, unit => unit.First().Field, StringComparer.Ordinal);
        Records = [.. plan.Records.Select(record => new RecordNames(record, new AliasIndex(record.Fields, plan)))];
    }

    public ExtractionPlan Plan { get; }

    public AliasIndex Names { get; }

    public CueIndex Cues { get; }

    public AliasMentions Mentions { get; }

    /// <summary>Units that count one field in running text.</summary>
    public FrozenDictionary<string, FieldPlan> Counted { get; }

    public ImmutableArray<RecordNames> Records { get; }
}

/// <summary>An array of objects with the names of its items' fields.</summary>
internal sealed record RecordNames(RecordPlan Record, AliasIndex Names);
