using System.IO.Compression;
using System.Text.Json;

using PromptIntel.Api.Json;
using PromptIntel.Core.Exchange;

namespace PromptIntel.Api.Exchange;

/// <summary>
/// Files in a zip archive. What was left out of them, and which prompts the form cannot say, is in <see cref="Report"/>, where there is
/// any; an import passes it by.
/// </summary>
internal static class ExportArchive
{
    public const string Report = ".promptintel/report.json";

    /// <summary>
    /// In a file, because an archive is written partly without waiting, which a response does not allow; it is deleted when the response
    /// is done.
    /// </summary>
    /// <returns>At its beginning.</returns>
    public static async Task<Stream> WriteAsync(
        IEnumerable<ExportedFile> files, HttpResponse response, CancellationToken cancellationToken)
    {
        var packed = new FileStream(Path.GetTempFileName(), new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        response.RegisterForDisposeAsync(packed);

        await using (ZipArchive archive = await ZipArchive.CreateAsync(
            packed, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken))
        {
            await WriteAsync(archive, files, cancellationToken);
        }

        packed.Position = 0;
        return packed;
    }

    private static async Task WriteAsync(ZipArchive archive, IEnumerable<ExportedFile> files, CancellationToken cancellationToken)
    {
        var told = new List<ExportRemark>();

        foreach (ExportedFile file in files)
        {
            if (file.Text is not null)
            {
                await using Stream entry = await archive.CreateEntry(file.Path).OpenAsync(cancellationToken);
                await using var writer = new StreamWriter(entry);
                await writer.WriteAsync(file.Text.AsMemory(), cancellationToken);
            }

            if (file.Errors.Length + file.Remarks.Length > 0)
            {
                told.Add(new ExportRemark(
                    file.Path, file.Text is not null, [.. file.Errors.Select(error => error.ToString())],
                    [.. file.Remarks.Select(remark => remark.ToString())]));
            }
        }

        if (told.Count > 0)
        {
            await using Stream report = await archive.CreateEntry(Report).OpenAsync(cancellationToken);
            await JsonSerializer.SerializeAsync(report, told, ApiJson.Options, cancellationToken);
        }
    }

    private sealed record ExportRemark(string File, bool Written, IReadOnlyList<string> Errors, IReadOnlyList<string> Remarks);
}
