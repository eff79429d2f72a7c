using System.IO.Compression;

using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace PromptIntel.Api.Hosting;

/// <summary>
/// Compresses JSON answers for who takes them so. Not event streams, which go out event by event, and not what has an entity tag: a strong
/// tag names the bytes, and answers that have one and are large bring their compressed form, with a tag of its own, themselves.
/// </summary>
internal sealed class AnswerCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    private static readonly string[] MediaTypes = ["application/json", "application/problem+json", "application/x-ndjson"];

    public static void AddTo(IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            // What is compressed beside a guess can be learnt from its length. No body holds a key or a session for a guess to find.
            compression.EnableForHttps = true;
            compression.MimeTypes = MediaTypes;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        services.AddSingleton<IResponseCompressionProvider, AnswerCompression>();
    }

    public override bool ShouldCompressResponse(HttpContext context) =>
        context.Response.Headers.ETag.Count == 0 && base.ShouldCompressResponse(context);
}
