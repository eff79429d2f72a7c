using System.Reflection;
using System.Text.RegularExpressions;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Workflows;

/// <summary>Every code of a failure has one name, one place and one line for users.</summary>
public sealed partial class ErrorCodesTests
{
    private const string Home = "Core/Workflows/ErrorCodes.cs";

    private static readonly Dictionary<string, string> Codes = typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);

    private static readonly (string Path, string Text)[] Sources = [.. SourceTree.Files("Core", "*.cs").Where(file => file.Path != Home)];

    [Fact]
    public void Code_IsTheNameInSnakeCase() =>
        Assert.All(Codes, code => Assert.Equal(Capital().Replace(code.Key, "_$0").ToLowerInvariant(), code.Value));

    [Fact]
    public void Page_ListsEveryCodeAndNoOther()
    {
        string page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/problems.md"));
        string section = page[page.IndexOf("## Stages and executions", StringComparison.Ordinal)..];

        IEnumerable<string> listed = Row().Matches(section).Select(row => row.Groups[1].Value);

        Assert.Equal(Codes.Values.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Code_IsUsed() =>
        Assert.DoesNotContain(Codes.Keys, name => !Sources.Any(file => Regex.IsMatch(file.Text, $@"\bErrorCodes\.{name}\b")));

    /// <summary>What makes a failure names its code by the constant, so that a new code is met here and on the page.</summary>
    [Fact]
    public void Failure_IsNeverGivenACodeOfItsOwn()
    {
        var literal =
            from file in Sources
            let isEngine = file.Path.StartsWith("Core/Execution/", StringComparison.Ordinal) && Failures().IsMatch(file.Text)
            from Match failure in (isEngine ? ShortFailure() : LiteralFailure()).Matches(file.Text)
            select $"{file.Path}: {failure.Value}";

        Assert.Empty(literal);
        Assert.Matches(LiteralFailure(), """new OperationOutcome.Failed("no_such", "why")""");
        Assert.Matches(ShortFailure(), """_ => new("no_such", "why")""");
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"^\| `([a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\b(?:OperationOutcome\.Failed|ExecutionError|ModelAnswer\.Refused|ModelReply\.Refused|RewriteResult\.Failed)\b")]
    private static partial Regex Failures();

    [GeneratedRegex(@"\b(?:OperationOutcome\.Failed|ExecutionError|ModelAnswer\.Refused|ModelReply\.Refused)\(\s*""\w+""")]
    private static partial Regex LiteralFailure();

    /// <summary>As they are made where the type is known, or by a method beside.</summary>
    [GeneratedRegex(@"\b(?:Failed|ExecutionError|Refused|Refuse|new)\((?:\w+, )?""[a-z]+(?:_[a-z]+)*""\s*[,)](?<!EntryKey.*)")]
    private static partial Regex ShortFailure();
}
