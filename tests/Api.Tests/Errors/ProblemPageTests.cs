using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

using PromptIntel.Api.Errors;

namespace PromptIntel.Api.Tests.Errors;

public partial class ProblemPageTests
{
    [Fact]
    public void Page_Always_ListsEveryCodeAndNoOther()
    {
        string page = File.ReadAllText(PagePath());
        IEnumerable<string> codes = typeof(ProblemCodes)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(
            codes.Order(StringComparer.Ordinal), Row().Matches(page).Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    private static string PagePath([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../docs/problems.md"));

    [GeneratedRegex("^\\| `([a-z_]+)` \\| [1-5]", RegexOptions.Multiline)]
    private static partial Regex Row();
}
