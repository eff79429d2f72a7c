using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Embedder;

/// <summary>How the embedder works. Section <c>PromptIntel:Embedder</c>.</summary>
public sealed class EmbedderOptions
{
    public const string SectionName = "PromptIntel:Embedder";

    /// <summary>
    /// Where the model's files are kept, 91 MB, once they were taken out of their package. Default <c>.data/embedder</c>, below the
    /// directory that the program is started in; not used by a published program, which has the files beside it.
    /// </summary>
    [Required]
    public string DataDirectory { get; set; } = Path.Combine(".data", "embedder");

    /// <summary>
    /// Texts that are embedded at the same time, each by one thread. Default 1: what is left over is for the other programs.
    /// </summary>
    [Range(1, 256)]
    public int Threads { get; set; } = 1;

    /// <summary>Requests that wait for their turn; one more is refused with 429. Default 256.</summary>
    [Range(1, 100_000)]
    public int MaxWaiting { get; set; } = 256;
}
