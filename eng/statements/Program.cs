// Counts the statements of what is shipped, project by project: of each revision that is named, or, where none is, of the
// tree as it stands. Blocks are not counted, members whose body is an expression count as one.
using System.Diagnostics;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

string[] projects =
[
    "Adapters", "Adapters.FirebaseAdmin", "Api", "Core", "DocumentReader", "Embedder", "Extraction", "Hosting", "ServiceDefaults", "Web",
    "Worker", "clients",
];

foreach (string revision in args is [] ? [""] : args)
{
    string[] names = revision.Length == 0
        ? Git("ls-files", "-z", "--", "*.cs").Split('\0')
        : Git("ls-tree", "-r", "-z", "--name-only", revision).Split('\0');
    var counts = names
        .Where(name => name.EndsWith(".cs", StringComparison.Ordinal) && projects.Contains(name.Split('/')[0]))
        .GroupBy(name => name.Split('/')[0])
        .ToDictionary(project => project.Key, project => project.Sum(
            name => Count(revision.Length == 0 ? File.ReadAllText(name) : Git("show", $"{revision}:{name}"))));
    string parts = string.Join(", ", counts.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}"));
    Console.WriteLine($"{(revision.Length == 0 ? "tree" : revision)}: {counts.Values.Sum()} ({parts})");
}

static int Count(string text) => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview))
    .GetRoot()
    .DescendantNodes()
    .Count(node => node is (StatementSyntax and not BlockSyntax) or ArrowExpressionClauseSyntax);

static string Git(params string[] arguments)
{
    using Process git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true })!;
    string said = git.StandardOutput.ReadToEnd();
    git.WaitForExit();
    return git.ExitCode == 0 ? said : throw new InvalidOperationException($"git {string.Join(' ', arguments)} failed.");
}
