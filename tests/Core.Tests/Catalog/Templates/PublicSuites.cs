using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Catalog.Templates;

/// <summary>Public test data beside the project, which does not depend on it.</summary>
internal static class PublicSuites
{
    /// <summary>The directory of a suite; skips the test where it is not there.</summary>
    public static string Directory(string suite)
    {
        string directory = Path.GetFullPath(Path.Combine(SourceTree.Root, "..", "shared", "suites", suite));
        Assert.SkipUnless(System.IO.Directory.Exists(directory), $"The public suite is not at ../shared/suites/{suite}.");
        return directory;
    }
}
