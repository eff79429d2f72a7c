using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

using PromptIntel.Core.Documents;

namespace PromptIntel.Adapters.PdfReading;

/// <summary>
/// How the reader is started: the program that lies beside this one, by the runtime that this one runs on, with nothing of this process's
/// environment, so that no key or connection string is within reach of what a file may make it do.
/// </summary>
internal static class ReaderProgram
{
    private const string FileName = "PromptIntel.DocumentReader.dll";

    public static ProcessStartInfo Describe(DocumentOptions options)
    {
        string[] limits =
        [
            options.MaxPages.ToString(CultureInfo.InvariantCulture),
            options.MaxCharacters.ToString(CultureInfo.InvariantCulture),
            ((int)Math.Ceiling(options.ReadTimeout.TotalSeconds)).ToString(CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo(Runtime(), ["exec", Path.Combine(AppContext.BaseDirectory, FileName), .. limits])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        long heap = (long)options.ReaderMemoryMiB * 1024 * 1024 / 2;
        start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{heap:X}";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    /// <summary>The <c>dotnet</c> of the shared runtime that this process runs on, whatever file this process was started by.</summary>
    private static string Runtime()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        return Path.GetFileName(Environment.ProcessPath) == name
            ? Environment.ProcessPath!
            : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
    }
}
