using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Exchange.Sources;

/// <summary>Files as they are read for an import, within <see cref="SourceLimits"/>. For one import, on one thread.</summary>
/// <param name="into">A folder that they stand in; null for none.</param>
public sealed class SourceReading(string? into)
{
    private const string OfMacOS = "__MACOSX/";

    private readonly SourceLimits _limits = new();
    private readonly List<SourceFile> _files = [];

    public IReadOnlyList<SourceFile> Files => _files;

    /// <summary>Why there is no import; null when all were read.</summary>
    public EntryError? Refusal { get; private set; }

    public void Refuse(EntryError refusal) => Refusal ??= refusal;

    /// <summary>False once the import is refused. A hidden file is passed by.</summary>
    public async Task<bool> AddAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(content);
        if (path.StartsWith(OfMacOS, StringComparison.Ordinal) || IsHidden(path))
        {
            return Refusal is null;
        }

        string full = string.IsNullOrEmpty(into) ? path : $"{into.Trim('/')}/{path}";
        if (_limits.Add(full) is { } refused)
        {
            Refuse(refused);
            return false;
        }

        byte[] bytes = await ReadAsync(content, cancellationToken);
        if (_limits.Add(full, bytes.Length) is { } tooLarge)
        {
            Refuse(tooLarge);
            return false;
        }

        _files.Add(new SourceFile(full, bytes));
        return Refusal is null;
    }

    /// <summary>One byte more than a file may have, at most.</summary>
    private async Task<byte[]> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        int most = _limits.Remaining + 1;
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while (bytes.Length < most && (read = await content.ReadAsync(
            buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - bytes.Length)), cancellationToken)) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    private static bool IsHidden(string path) =>
        path.Split('/').Any(part => part.Length > 1 && part[0] == '.' && part != "..");
}
