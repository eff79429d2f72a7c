using System.Runtime.InteropServices;

namespace PromptIntel.ServiceDefaults;

/// <summary>
/// The C library's heap, where SQLite keeps what it reads: freed blocks stay with the process until it is told to give them back.
/// </summary>
internal static class NativeMemory
{
    private static readonly Trim? GiveBack = Find();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Trim(nuint padding);

    /// <summary>Does nothing where the C library has no way to ask.</summary>
    public static void Release() => GiveBack?.Invoke(0);

    private static Trim? Find() =>
        OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("libc.so.6", out nint library)
            && NativeLibrary.TryGetExport(library, "malloc_trim", out nint address)
            ? Marshal.GetDelegateForFunctionPointer<Trim>(address)
            : null;
}
