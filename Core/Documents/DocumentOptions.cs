using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Core.Documents;

/// <summary>What a document may be, and what reading one may cost.</summary>
public sealed class DocumentOptions
{
    public const string SectionName = "PromptIntel:Documents";

    /// <summary>Largest file in bytes; default 20 MiB. A larger one is refused before it is read.</summary>
    [Range(1_024, 256 << 20)]
    public int MaxBytes { get; set; } = 20 << 20;

    /// <summary>Most pages of a document; default 500.</summary>
    [Range(1, 10_000)]
    public int MaxPages { get; set; } = 500;

    /// <summary>Most characters of a document's text; default 2,000,000.</summary>
    [Range(1_000, 20_000_000)]
    public int MaxCharacters { get; set; } = 2_000_000;

    /// <summary>How long reading one PDF may take; default 30 seconds. Then its process is ended and the document refused.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What the process that reads one PDF may use of memory, in MiB; default 512. Half of it is what its heap may hold.
    /// </summary>
    [Range(128, 16_384)]
    public int ReaderMemoryMiB { get; set; } = 512;

    /// <summary>PDFs that are read at the same time; default 2.</summary>
    [Range(1, 64)]
    public int MaxReaders { get; set; } = 2;

    /// <summary>PDFs that wait for a reader; default 16. Further ones are answered 503 with Retry-After.</summary>
    [Range(0, 10_000)]
    public int MaxWaiting { get; set; } = 16;

    /// <summary>How long a document is kept after it was last uploaded; default 90 days. Zero keeps it for ever.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);
}
