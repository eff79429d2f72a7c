using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>What a failure test has counted, kept where eng/test prints it from: a test that passes says nothing else.</summary>
internal static class FailureCounts
{
    public static void Write(string counts)
    {
        string test = TestContext.Current.TestMethod!.MethodName;
        TestContext.Current.TestOutputHelper?.WriteLine(counts);
        string directory = Directory.CreateDirectory(Path.Combine(ServerScript.FindRoot(), "artifacts", "counts")).FullName;
        File.WriteAllText(Path.Combine(directory, $"{test}.txt"), $"{test}: {counts}\n");
    }
}
