using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader;

/// <summary>
/// Started for one PDF by whoever holds the limits: bytes in by standard input, one answer as JSON out by standard output. It needs no file
/// and no network.
/// </summary>
internal static class Program
{
    /// <summary>Files nest their objects as deep as they like.</summary>
    private const int StackBytes = 16 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static int Main(string[] args)
    {
        var limits = new ReaderLimits(
            int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture));
        var timeout = TimeSpan.FromSeconds(int.Parse(args[2], CultureInfo.InvariantCulture));

        // Whoever started it ends it in time; when he is gone, it ends itself.
        using var alone = new Timer(_ => Environment.Exit(1), null, timeout + Patience, Timeout.InfiniteTimeSpan);
        using Stream output = Console.OpenStandardOutput();
        output.WriteByte((byte)'!');
        output.Flush();
        byte[] content = ReadInput();
        PdfReaderAnswer? answer = null;
        var thread = new Thread(() => answer = PdfFile.Read(content, limits), StackBytes);
        thread.Start();
        thread.Join();
        JsonSerializer.Serialize(output, answer!, DocumentJsonContext.Own.PdfReaderAnswer);
        return 0;
    }

    private static byte[] ReadInput()
    {
        using Stream input = Console.OpenStandardInput();
        using var content = new MemoryStream();
        input.CopyTo(content);
        return content.ToArray();
    }
}
