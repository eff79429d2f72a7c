using System.Runtime.CompilerServices;

using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.ChangeLog;

/// <summary>
/// The change log for followers outside, such as a client's own cache. Nothing is told before this instance holds it: whoever was told of a
/// change and asks this instance finds it. Safe for concurrent use.
/// </summary>
public sealed class ChangeFeed(PromptCatalog catalog, ICatalogStore store)
{
    private const int PageSize = 500;

    /// <summary>
    /// Every change after a position in order and without gaps, then live until cancelled; a
    /// <see cref="ChangeNews.Reset"/> where the log cannot give that.
    /// </summary>
    public async IAsyncEnumerable<ChangeNews> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            ChangePage page = await store.ReadChangesAsync(after, PageSize, cancellationToken);

            if (!GoesOn(page, after))
            {
                after = page.LastPosition;
                await ReachAsync(after, cancellationToken);
                yield return new ChangeNews.Reset(after);
            }

            foreach (LoggedChange change in page.Changes.Where(change => change.Position > after))
            {
                await ReachAsync(Math.Max(change.Position, change.State.Position), cancellationToken);
                after = change.Position;
                yield return new ChangeNews.Changed(change);
            }

            await catalog.WaitForAsync(after + 1, Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    private static bool GoesOn(ChangePage page, long after) =>
        page.LastPosition == after || (page.LastPosition > after && page.Changes is [var next, ..] && next.Position == after + 1);

    private async Task ReachAsync(long position, CancellationToken cancellationToken)
    {
        while (!await catalog.WaitForAsync(position, Timeout.InfiniteTimeSpan, cancellationToken))
        {
        }
    }
}
