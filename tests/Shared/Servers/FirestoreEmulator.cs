namespace PromptIntel.Tests.Shared.Servers;

/// <summary>
/// The Firestore emulator: one for all tests of the process, with a project for each, or a private one to break. Its data is in
/// memory: a kill loses it; an outage that ends with the data there is a pause.
/// </summary>
internal sealed class FirestoreEmulator() : ServerInstance(Script, [])
{
    private const string Script = "firestore";

    private static readonly Lazy<string?> Missing = new(() => ServerScript.FindSkipReason(Script));
    private static readonly Lazy<Task<FirestoreEmulator>> Shared = new(StartPrivateAsync);

    /// <summary>Why tests with the emulator are skipped; null when it is installed.</summary>
    public static string? SkipReason => Missing.Value;

    /// <summary>Host and port, as FIRESTORE_EMULATOR_HOST holds it.</summary>
    public string Host => Address;

    /// <summary>
    /// The emulator that all tests of this process share; skips the test when there is none. Each test takes a project of its own.
    /// </summary>
    public static async Task<FirestoreEmulator> SharedAsync()
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        return await Shared.Value;
    }

    /// <summary>An emulator of the caller's own; skips the test when it is not installed.</summary>
    public static async Task<FirestoreEmulator> StartPrivateAsync()
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        var emulator = new FirestoreEmulator();
        await emulator.StartAsync();
        return emulator;
    }

    /// <summary>The id of a project that nobody else uses.</summary>
    public static string NewProject() => $"t-{Guid.CreateVersion7():N}"[..30];
}
