using System.Text.RegularExpressions;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Architecture;

/// <summary>Names and sizes that reviews would otherwise have to watch.</summary>
public sealed partial class NamingTests
{
    private const int MostLines = 400;

    private static readonly string[] Folders =
        ["Core", "Extraction", "Adapters", "DocumentReader", "Hosting", "Web", "Api", "Worker", "ServiceDefaults", "clients/cli",
         "clients/dotnet"];

    [Fact]
    public void Type_HasNoNameThatSaysNothing()
    {
        var wrong =
            from file in Sources()
            from Match declared in TypeDeclaration().Matches(file.Text)
            where EmptySuffix().IsMatch(declared.Groups[1].Value)
            select $"{file.Path}: {declared.Groups[1].Value}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void File_CarriesTheNameOfATypeInIt()
    {
        var wrong =
            from file in Sources()
            let name = Path.GetFileNameWithoutExtension(file.Path).Split('.')[0]
            let declared = TypeDeclaration().Matches(file.Text).Select(match => match.Groups[1].Value).ToList()
            where declared.Count > 0 && name is not "Program" && !declared.Contains(name) && !file.Path.EndsWith(
                "Messages.cs", StringComparison.Ordinal)
            select file.Path;

        Assert.Empty(wrong);
    }

    [Fact]
    public void File_IsShortEnoughToReadAtOnce()
    {
        var wrong =
            from file in Sources()
            let lines = file.Text.AsSpan().Count('\n')
            where lines > MostLines
            select $"{file.Path}: {lines} lines";

        Assert.Empty(wrong);
    }

    private static IEnumerable<(string Path, string Text)> Sources() => Folders.SelectMany(folder => SourceTree.Files(folder, "*.cs"));

    [GeneratedRegex(
        @"^\s*(?:(?:public|internal|private|protected|static|sealed|abstract|partial|readonly|ref|file)\s+)*"
            + @"(?:class|record struct|record class|record|struct|interface|enum)\s+(\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Utility|Service|Base|Info|Impl|Processor)$")]
    private static partial Regex EmptySuffix();
}
