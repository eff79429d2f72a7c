using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Catalog.ChangeLog;

/// <summary>Nudges within one process, where several parts may follow the log.</summary>
internal sealed class InProcessChangeNudge : IChangeNudge
{
    private readonly Subscribers<long?> _followers = new();

    public void Publish(long? position) => _followers.Publish(position);

    public IDisposable Subscribe(Action<long?> nudged) => _followers.Add(nudged);
}
