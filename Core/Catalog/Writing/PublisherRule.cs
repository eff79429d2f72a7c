namespace PromptIntel.Core.Catalog.Writing;

/// <summary>Who may only edit moves <c>candidate</c> and no other label.</summary>
internal sealed class PublisherRule : ILabelRule
{
    public LabelDecision Decide(LabelMove move) => move.MayPublish || move.Label == VersionSelector.CandidateLabel
        ? new LabelDecision.Allowed()
        : new LabelDecision.Refused($"The label {move.Label} is moved by publishers.");
}
