using PromptIntel.Cli.Invocation;

namespace PromptIntel.Cli.Commands;

/// <summary>
/// A file that a command will write: opened before anything is sent, so that what was done is not lost on a path that cannot be written.
/// It has its name only when it is whole. A device or pipe below /dev is written to as it is.
/// </summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly FileStream _part;

    private OutputFile(string path, FileStream part) => (_path, _part) = (path, part);

    private bool IsDevice => _part.Name == _path;

    /// <exception cref="UsageException">It cannot be written.</exception>
    public static OutputFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"{path} is a folder, not a file.");
        }

        string full = Path.GetFullPath(path);

        try
        {
            return full.StartsWith("/dev/", StringComparison.Ordinal)
                ? new OutputFile(full, File.OpenWrite(full))
                : new OutputFile(full, File.Create($"{full}.part"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(exception.Message);
        }
    }

    public async Task WriteAsync(Stream content, CancellationToken cancellationToken)
    {
        await content.CopyToAsync(_part, cancellationToken);
        await _part.DisposeAsync();

        if (!IsDevice)
        {
            File.Move(_part.Name, _path, overwrite: true);
        }
    }

    /// <summary>Nothing is left of what was not written to its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _part.DisposeAsync();

        if (!IsDevice)
        {
            File.Delete(_part.Name);
        }
    }
}
