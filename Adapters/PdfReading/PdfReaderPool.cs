using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Documents;

namespace PromptIntel.Adapters.PdfReading;

/// <summary>Reads PDF files in processes of their own, a few at a time; a bounded number waits, no longer than one may be read.</summary>
internal sealed class PdfReaderPool(IOptions<DocumentOptions> options, ILogger<PdfReaderPool> logger) : IPdfReader, IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly DocumentOptions _options = options.Value;
    private readonly SemaphoreSlim _readers = new(options.Value.MaxReaders);
    private int _inside;

    public async Task<ReadResult> ReadAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > _options.MaxReaders + _options.MaxWaiting
                || !await _readers.WaitAsync(_options.ReadTimeout, cancellationToken))
            {
                return new ReadResult.Busy(RetryAfter);
            }

            try
            {
                return await ReaderProcess.ReadAsync(content, _options, logger, cancellationToken);
            }
            finally
            {
                _readers.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public void Dispose() => _readers.Dispose();
}
