namespace PromptIntel.Cluster.Tests.Freshness;

/// <summary>
/// Reads one instance all the time, as its users do: no version and no position ever goes back, and no read ever fails, whatever is broken
/// behind the instance.
/// </summary>
internal sealed class Watcher
{
    private const int ReadsBetweenLists = 25;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly ApiInstance _instance;
    private readonly string[] _names;
    private readonly Dictionary<string, int> _seen = [];
    private readonly CancellationToken _end;
    private long _position;

    public Watcher(ApiInstance instance, string[] names, CancellationToken end) =>
        (_instance, _names, _end, Watching) = (instance, names, end, Task.CompletedTask);

    /// <summary>Ends with the given token; fails as soon as something went back.</summary>
    public Task Watching { get; private set; }

    public int Reads { get; private set; }

    public Watcher Start()
    {
        Watching = WatchAsync();
        return this;
    }

    private async Task WatchAsync()
    {
        using var pace = new PeriodicTimer(Pace);

        for (; !_end.IsCancellationRequested; Reads++)
        {
            if (Reads % ReadsBetweenLists == 0)
            {
                (long position, Dictionary<string, int> versions) = await _instance.CatalogAsync();
                Assert.True(position >= _position, $"{_instance.Name} went back from position {_position} to {position}");
                _position = position;

                foreach ((string name, int version) in versions)
                {
                    See(name, version);
                }
            }
            else
            {
                string name = _names[Reads % _names.Length];
                See(name, await _instance.VersionAsync(name));
            }

            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private void See(string name, int version)
    {
        if (version < _seen.GetValueOrDefault(name))
        {
            Assert.Fail($"{_instance.Name} went back with {name} from version {_seen[name]} to {version}");
        }

        _seen[name] = version;
    }
}
