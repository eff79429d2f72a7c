using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Execution.Rewriting;

/// <summary>What a rewrite came to. Nothing is written to the catalog in any case.</summary>
public abstract record RewriteResult
{
    private RewriteResult()
    {
    }

    /// <summary>The update with the rewritten content, labelled <c>candidate</c>, against the version it was read at.</summary>
    public sealed record Rewritten(UpdateEntryRequest Update) : RewriteResult;

    public sealed record NotFound : RewriteResult;

    /// <summary><c>expected_version</c> is not the latest.</summary>
    public sealed record VersionConflict(int LatestVersion) : RewriteResult;

    public sealed record NothingToApply : RewriteResult;

    /// <summary>No language model stands behind the rewriting prompt.</summary>
    public sealed record ModelRequired(string Detail) : RewriteResult;

    /// <summary>The rewriting prompt cannot be run as it is.</summary>
    public sealed record NotStarted(StartResult Refusal) : RewriteResult;

    /// <summary>The model did not give a prompt in time; the execution tells how far it came.</summary>
    public sealed record Failed(Guid Execution, string Code) : RewriteResult;
}
