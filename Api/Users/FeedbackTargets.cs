using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Users;

namespace PromptIntel.Api.Users;

/// <summary>What feedback is about: it must exist, and the caller must be allowed to see it.</summary>
internal sealed class FeedbackTargets(PromptCatalog catalog, Executions executions)
{
    public async Task<ProblemHttpResult?> RefuseAsync(AddFeedbackRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.ExecutionId is { } id)
        {
            ExecutionRecord? execution = await executions.WaitAsync(id, TimeSpan.Zero, cancellationToken);
            return execution is null ? ProblemMapping.ExecutionNotFound(id)
                : caller.MaySeeExecutionOf(execution.UserId) ? null
                : ProblemMapping.SomebodyElses();
        }

        EntryState? entry = catalog.Find(new EntryKey(request.Namespace!, request.Name!));
        return entry is null ? ProblemMapping.EntryNotFound(request.Namespace!, request.Name!)
            : request.Version > entry.LatestVersion ? ProblemMapping.VersionNotFound(request.Namespace!, request.Name!)
            : null;
    }

    /// <summary>For a request that was not refused.</summary>
    public UserFeedback ToFeedback(AddFeedbackRequest request, string userId, DateTimeOffset now)
    {
        EntryKey? key = request.ExecutionId is null ? new EntryKey(request.Namespace!, request.Name!) : null;
        return new UserFeedback
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            ExecutionId = request.ExecutionId,
            Entry = key,
            Version = request.Version ?? (key is { } entry ? catalog.Find(entry)?.Resolve(default) : null),
            Rating = request.Rating,
            Comment = request.Comment,
            CreatedAt = now,
        };
    }
}
