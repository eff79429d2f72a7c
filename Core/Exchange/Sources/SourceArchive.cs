using System.IO.Compression;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Exchange.Sources;

/// <summary>The files of a zip archive. What a file unpacks to is counted while it is, whatever the archive says of it.</summary>
public static class SourceArchive
{
    /// <param name="archive">Seekable.</param>
    /// <param name="into">A folder that they stand in when they are imported; null for none.</param>
    public static async Task<SourceReading> ReadAsync(Stream archive, string? into, CancellationToken cancellationToken)
    {
        var reading = new SourceReading(into);
        try
        {
            await using ZipArchive zip = await ZipArchive.CreateAsync(
                archive, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
            {
                await using Stream file = await entry.OpenAsync(cancellationToken);
                if (!await reading.AddAsync(entry.FullName, file, cancellationToken))
                {
                    break;
                }
            }
        }
        catch (InvalidDataException)
        {
            reading.Refuse(new EntryError("body", "Must be a zip archive that unpacks."));
        }

        return reading;
    }
}
