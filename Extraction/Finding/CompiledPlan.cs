using System.Collections.Immutable;

using PromptIntel.Extraction.Rules;

namespace PromptIntel.Extraction.Finding;

/// <summary>A plan with the indexes that finding needs; nothing in it changes, so that requests share it.</summary>
internal sealed class CompiledPlan
{
    public CompiledPlan(ExtractionPlan plan)
    {
        Plan = plan;
        Names = new AliasIndex(plan.Fields, plan.Neutral);
        Cues = new CueIndex(plan.Fields);
        Records = [.. plan.Records.Select(record => new RecordNames(record, new AliasIndex(record.Fields, plan.Neutral)))];
    }

    public ExtractionPlan Plan { get; }

    public AliasIndex Names { get; }

    public CueIndex Cues { get; }

    public ImmutableArray<RecordNames> Records { get; }
}

/// <summary>An array of objects with the names of its items' fields.</summary>
internal sealed record RecordNames(RecordPlan Record, AliasIndex Names);
