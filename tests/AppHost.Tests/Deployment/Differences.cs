namespace PromptIntel.AppHost.Tests.Deployment;

/// <summary>
/// How what a file of <c>deploy/</c> gives a program differs from what the manifest gives it: one line a key, by its name.
/// </summary>
internal static class Differences
{
    public static IReadOnlyList<string> Find(IReadOnlyDictionary<string, string> manifest, IReadOnlyDictionary<string, string> file) =>
    [
        .. manifest.Keys.Except(file.Keys).Select(key => $"{key} is missing"),
        .. file.Keys.Except(manifest.Keys).Select(key => $"{key} is not in the manifest"),
        .. manifest.Keys.Intersect(file.Keys)
            .Where(key => manifest[key] != file[key])
            .Select(key => $"{key} is '{file[key]}', in the manifest '{manifest[key]}'"),
    ];
}
