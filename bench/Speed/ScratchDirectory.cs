namespace PromptIntel.Bench.Speed;

/// <summary>
/// A directory on the repository's own file system, so that a sync to disk costs what it costs there; removed afterwards.
/// </summary>
internal sealed class ScratchDirectory : IDisposable
{
    public ScratchDirectory()
    {
        Path = System.IO.Path.Combine(RepositoryRoot.Find(), "artifacts", "bench", System.IO.Path.GetRandomFileName());
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
