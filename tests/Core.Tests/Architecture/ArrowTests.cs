using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Architecture;

/// <summary>Holds the dependency arrows of docs/architecture.md: what a room may know.</summary>
public sealed partial class ArrowTests
{
    private static readonly Dictionary<string, string[]> Capabilities = new()
    {
        ["Concurrency"] = [],
        ["Json"] = [],
        ["Schemas"] = [],
        ["Leases"] = [],
        ["Sessions"] = [],
        // Runs what implements its ports; the capabilities themselves say what that is.
        ["Jobs"] = ["Leases"],
        ["Audit"] = ["Jobs"],
        ["Catalog"] = ["Audit", "Jobs", "Schemas"],
        // The forms of other tools.
        ["Exchange"] = ["Catalog"],
        // Instances hear of keys with the change log.
        ["Access"] = ["Audit", "Catalog"],
        ["Storage"] = [],
        ["Instances"] = [],
        ["Inference"] = [],
        ["Workflows"] = ["Catalog", "Schemas"],
        ["Search"] = ["Catalog", "Inference", "Jobs", "Leases", "Workflows"],
        ["Execution"] = ["Catalog", "Inference", "Jobs", "Leases", "Schemas", "Workflows"],
        ["Solving"] = ["Catalog", "Search", "Workflows"],
        ["Leagues"] = ["Catalog", "Documents", "Schemas", "Search", "Workflows"],
        ["Phrases"] = [],
        // The base of operations with pinned settings, languages and templates stand with the leagues.
        ["Contracts"] = ["Catalog", "Leagues", "Phrases", "Workflows"],
        ["Mail"] = ["Catalog", "Leagues", "Phrases", "Workflows"],
        ["Documents"] = ["Catalog", "Jobs", "Workflows"],
        ["Records"] = ["Catalog", "Leagues", "Schemas", "Workflows"],
        ["Users"] = ["Catalog", "Jobs", "Search", "Workflows"],
        ["Sync"] = ["Catalog", "Execution", "Inference", "Leagues", "Leases", "Search", "Users", "Workflows"],
        // May know what it counts; nobody knows it.
        ["Analytics"] = ["Catalog", "Execution", "Jobs", "Leagues", "Workflows"],
    };

    /// <summary>They know nobody and nothing of the domain.</summary>
    private static readonly string[] Everybodys = ["Concurrency", "Json", "Storage"];

    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Extraction"] = [],
        ["Core"] = ["Extraction"],
        ["ServiceDefaults"] = [],
        ["Adapters"] = ["Core"],
        ["Adapters.FirebaseAdmin"] = ["Adapters"],
        ["Hosting"] = ["Core", "Adapters", "Adapters.FirebaseAdmin", "ServiceDefaults"],
        ["Worker"] = ["Core", "Hosting", "ServiceDefaults"],
        ["DocumentReader"] = ["Core"],
        ["Api"] = ["Core", "DocumentReader", "Hosting", "ServiceDefaults", "Web"],
        ["Web"] = ["Core"],
        ["Embedder"] = ["ServiceDefaults"],
        ["AppHost"] = ["Api", "Embedder", "Worker"],
        // Clients know the API by HTTP alone.
        ["clients/dotnet/Client"] = [],
        ["clients/dotnet/SemanticKernel"] = ["Client"],
        ["clients/dotnet/Sample"] = ["Client"],
        ["clients/cli"] = ["Client"],
    };

    [Fact]
    public void Capability_UsesOnlyThoseItsArrowsAllow()
    {
        var wrong =
            from capability in Capabilities
            where Directory.Exists(Path.Combine(SourceTree.Root, "Core", capability.Key))
            from file in SourceTree.Files($"Core/{capability.Key}", "*.cs")
            from Match use in CoreNamespace().Matches(file.Text)
            let used = use.Groups[1].Value
            where used != capability.Key && !Everybodys.Contains(used) && Capabilities.ContainsKey(used) && !capability.Value.Contains(used)
            select $"{file.Path} uses {used}";

        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Core_HasNoCapabilityWithoutArrows()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(SourceTree.Root, "Core"))
            .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
            .Select(Path.GetFileName)
            .Where(name => name is not ("obj" or "bin"));

        Assert.Empty(folders.Except(Capabilities.Keys));
    }

    [Fact]
    public void Project_ReferencesOnlyThoseItsArrowsAllow()
    {
        var wrong =
            from project in Projects
            from file in SourceTree.Files(project.Key, "*.csproj")
            from Match reference in ProjectReference().Matches(file.Text)
            let used = reference.Groups[1].Value
            where !project.Value.Contains(used)
            select $"{project.Key} references {used}";

        Assert.Empty(wrong);
    }

    /// <summary>
    /// What ties the reader to models and the catalog is one adapter and one check; mail is read by its structure and dates.
    /// </summary>
    [Fact]
    public void Extraction_IsKnownToItsAdapterOnly()
    {
        var users =
            from file in SourceTree.Files("Core", "*.cs")
            where file.Text.Contains("PromptIntel.Extraction", StringComparison.Ordinal)
            select file.Path;

        Assert.All(users, path => Assert.True(path.StartsWith("Core/Inference/Offline/", StringComparison.Ordinal)
            || path is "Core/Mail/Reading/ReadMailOperation.cs" or "Core/Mail/Asks/DueReader.cs"
            || path is "Core/Execution/Models/ExtractionValidator.cs" or "Core/Execution/Models/StageModel.cs", path));
    }

    [Fact]
    public void Hosting_ComposesEverythingThatIsNoProgram()
    {
        string project = Assert.Single(SourceTree.Files("Hosting", "*.csproj")).Text;

        IEnumerable<string> referenced = ProjectReference().Matches(project).Select(reference => reference.Groups[1].Value);

        Assert.Equal(["Adapters", "Adapters.FirebaseAdmin", "Core", "ServiceDefaults"], referenced.Order(StringComparer.Ordinal));
    }

    /// <summary>Neither by a reference of its own nor by a name that a reference of a reference would let through.</summary>
    [Theory]
    [InlineData("Api")]
    [InlineData("Worker")]
    public void Program_NamesNoAdapterNoDriverNoScheduler(string program)
    {
        string project = Assert.Single(SourceTree.Files(program, "*.csproj")).Text;

        var named =
            from file in SourceTree.Files(program, "*.cs").Append((Path: $"{program}'s project", Text: project))
            from Match product in Product().Matches(file.Text)
            select $"{file.Path} names {product.Value}";

        Assert.Empty(named);
    }

    /// <summary>
    /// The sentence model is 240 MB to restore, and a process of its own: who runs or builds these two pays nothing for it.
    /// </summary>
    [Theory]
    [InlineData("Api")]
    [InlineData("Worker")]
    public void Program_RestoresNoSentenceModel(string program)
    {
        var restored = new HashSet<string>();
        var open = new Queue<string>([program]);

        while (open.TryDequeue(out string? project))
        {
            if (restored.Add(project))
            {
                ProjectReference()
                    .Matches(ProjectText(project))
                    .Select(reference => reference.Groups[1].Value)
                    .ToList()
                    .ForEach(open.Enqueue);
            }
        }

        Assert.Superset(new HashSet<string>(["Adapters", "Core", "Hosting", "ServiceDefaults"]), restored);
        Assert.DoesNotContain("Embedder", restored);
        Assert.DoesNotMatch(SentenceModel(), string.Concat(restored.Select(ProjectText)));
        Assert.Matches(SentenceModel(), ProjectText("Embedder"));
        Assert.DoesNotMatch(SentenceModel(), File.ReadAllText(Path.Combine(SourceTree.Root, "Directory.Build.props")));
    }

    [Fact]
    public void Worker_HoldsItsProgramOnly() =>
        Assert.Equal(["Worker/Program.cs"], SourceTree.Files("Worker", "*.cs").Select(file => file.Path));

    [Fact]
    public void Core_KnowsNoWebFrameworkNoDriverNoConfiguration()
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "PromptIntel.Core.dll")));
        var metadata = image.GetMetadataReader();

        var references =
            metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToList();

        Assert.DoesNotContain(references, name =>
            name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal)
            || name is "Microsoft.Data.Sqlite" or "Npgsql" or "StackExchange.Redis" or "Dapper" or "OpenAI" or "System.Data.Common");
        Assert.Contains("System.Runtime", references);
    }

    private static string ProjectText(string project) => Assert.Single(SourceTree.Files(project, "*.csproj")).Text;

    [GeneratedRegex(@"PromptIntel\.Core\.(\w+)")]
    private static partial Regex CoreNamespace();

    [GeneratedRegex(
        @"\bPromptIntel\.Adapters\b|\bAdapters\.\w+"
            + @"|\b(?:Cronos|Npgsql|StackExchange\.Redis|Microsoft\.Data\.Sqlite|Dapper|OpenAI\.Chat)\b")]
    private static partial Regex Product();

    [GeneratedRegex("Microsoft.ML|SentenceTransformers")]
    private static partial Regex SentenceModel();

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*[\\/]PromptIntel\.([\w.]+)\.csproj")]
    private static partial Regex ProjectReference();
}
