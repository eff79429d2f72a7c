using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Api.Hosting;

/// <summary>Limits and waits of the HTTP surface.</summary>
internal sealed class ApiOptions
{
    public const string SectionName = "PromptIntel:Api";

    /// <summary>
    /// How long an execute or batch request waits for its end before it answers 202. Default 60 s. <c>Prefer:
    /// respond-async</c> does not wait at all.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a read waits for <c>PromptIntel-Min-Position</c> before it answers 503. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan PositionWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest request body in bytes where no other limit is documented. Default 1 MiB.</summary>
    [Range(1024, 1L << 31)]
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Largest body in bytes of execute and batch requests. Default 32 MiB.</summary>
    [Range(1024, 1L << 31)]
    public long MaxExecuteBodyBytes { get; set; } = 32 << 20;

    /// <summary>Largest body in bytes of an import, which is read line by line. Default 256 MiB.</summary>
    [Range(1024, 1L << 31)]
    public long MaxImportBodyBytes { get; set; } = 256 << 20;

    /// <summary>
    /// Bytes of outputs in the answer of a batch request. Beyond it is without outputs and says where their stream is. Default 8 MiB.
    /// </summary>
    [Range(1024, 1L << 30)]
    public long MaxBatchAnswerBytes { get; set; } = 8 << 20;

    /// <summary>Origins whose pages may call this API from a browser; an empty one counts for nothing. Default: none.</summary>
    public List<string> CorsOrigins { get; init; } = [];
}
