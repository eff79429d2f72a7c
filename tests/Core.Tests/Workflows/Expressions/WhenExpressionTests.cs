using System.Text.Json;

using FsCheck;
using FsCheck.Fluent;

using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Tests.Workflows.Expressions;

public sealed class WhenExpressionTests
{
    private static readonly Input Source = new(
        JsonElement.Parse("""{"a":3,"s":"en","yes":true,"none":null,"big":9007199254740993,"list":[1,{"b":"x"}],"o":{"k":1}}"""));

    [Theory]
    [InlineData("${input.a} == 3", true)]
    [InlineData("${input.a} == 3.0", true)]
    [InlineData("${input.a} == '3'", false)]
    [InlineData("${input.s} == 'en' && ${input.a} > 2", true)]
    [InlineData("${input.s} == \"de\" || ${input.a} <= 2", false)]
    [InlineData("true || false && false", true)]
    [InlineData("(true || false) && false", false)]
    [InlineData("!${input.yes}", false)]
    [InlineData("!(${input.a} < 3)", true)]
    [InlineData("exists(${input.none})", false)]
    [InlineData("exists(${input.list.1.b})", true)]
    [InlineData("${input.missing.deeply} == null", true)]
    [InlineData("${input.missing} < 5", false)]
    [InlineData("${input.big} > 9007199254740992", true)]
    [InlineData("${input.big} <= 9007199254740992", false)]
    [InlineData("${input.s} < 'fr'", true)]
    [InlineData("${input.o} == ${input.o}", true)]
    [InlineData("${input.list.7}", false)]
    [InlineData("${input.s} != 'it\\'s'", true)]
    public void IsTrue_EvaluatesOverJson(string text, bool expected)
    {
        WhenExpression? expression = WhenExpression.TryParse(text, out string? error);

        Assert.Null(error);
        Assert.Equal(expected, expression!.IsTrue(Source));
    }

    [Theory]
    [InlineData("", "(", "true", ")", 100_000)]
    [InlineData("", "(", "true", ")", 101)]
    [InlineData("", "(", "", "", 3_999)]
    [InlineData("", "!", "true", "", 3_000)]
    [InlineData("", "!(", "true", ")", 60)]
    [InlineData("", "true && ", "true", "", 600)]
    [InlineData("true", " || ${input.a}", "", "", 1_000_000)]
    [InlineData("", "1 == ", "1", "", 500)]
    [InlineData("${input", ".a", "}", "", 1_000_000)]
    [InlineData("'", "\\", "'", "", 3_998)]
    [InlineData("", "exists(", "${input.a}", ")", 200)]
    [InlineData("-", "9", "e999 == 1", "", 3_000)]
    public void TryParse_OfWhatNeverEnds_RefusesOrReadsIt(string before, string repeated, string middle, string after, int times)
    {
        string text = before + string.Concat(Enumerable.Repeat(repeated, times)) + middle + string.Concat(Enumerable.Repeat(after, times));

        WhenExpression? expression = WhenExpression.TryParse(text, out string? error);

        Assert.Equal(expression is null, error is not null);
        Assert.True((error?.Length ?? 0) < 10_000);
        expression?.IsTrue(Source);
    }

    [Theory]
    [InlineData("")]
    [InlineData("${input.a} =")]
    [InlineData("${input.a} == ")]
    [InlineData("${input.a")]
    [InlineData("'open")]
    [InlineData("input.a == 3")]
    [InlineData("${system.a} == 3")]
    [InlineData("(true")]
    [InlineData("true false")]
    [InlineData("1.2.3 == 1")]
    [InlineData("exists('a')")]
    [InlineData("${input.a}.constructor")]
    public void TryParse_WhenNotAnExpression_SaysWhere(string text)
    {
        WhenExpression? expression = WhenExpression.TryParse(text, out string? error);

        Assert.Null(expression);
        Assert.NotNull(error);
    }

    [Fact]
    public void TryParse_WhenNestedWithoutEnd_IsRefusedAndNotFollowed()
    {
        WhenExpression.TryParse(new string('(', 3_900), out string? brackets);
        WhenExpression.TryParse(new string('!', 3_900) + "true", out string? exclamations);

        Assert.NotNull(brackets);
        Assert.NotNull(exclamations);
    }

    [Fact]
    public void TryParse_OfAnyText_EndsWithAnExpressionOrAReason()
    {
        Gen<string> piece = Gen.Elements(
            "${input.a}",
            "${",
            "}",
            "exists(",
            "(",
            ")",
            "!",
            "&&",
            "||",
            "==",
            "<",
            "'",
            "\"",
            "\\",
            "1",
            "-1.5e3",
            "null",
            "x",
            " ",
            "é");
        Gen<string> text = piece.ArrayOf().Select(string.Concat);

        Check.QuickThrowOnFailure(Prop.ForAll(text.ToArbitrary(), candidate =>
        {
            WhenExpression? expression = WhenExpression.TryParse(candidate, out string? error);
            _ = expression?.IsTrue(Source);
            return expression is null != error is null;
        }));
    }

    [Fact]
    public void ToString_OfAnyExpression_ParsesToTheSame()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Expressions(4).ToArbitrary(), expression =>
        {
            WhenExpression? again = WhenExpression.TryParse(expression.ToString(), out string? error);
            return error is null && again!.ToString() == expression.ToString() && again.IsTrue(Source) == expression.IsTrue(Source);
        }));
    }

    private static Gen<WhenExpression> Expressions(int depth)
    {
        Gen<WirePath> paths = Gen.Elements("input.a", "input.s", "input.none", "input.list.1.b", "item.x").Select(
            text => WirePath.TryParse(text, out _)!);
        Gen<WhenExpression> leaves = Gen.OneOf(
            paths.Select(path => (WhenExpression)new WhenExpression.Path(path)),
            paths.Select(path => (WhenExpression)new WhenExpression.Exists(path)),
            Gen.Elements("1", "-2.5", "true", "null", "'it\\'s \\\\ x'").Select(text => WhenExpression.TryParse(text, out _)!));

        if (depth == 0)
        {
            return leaves;
        }

        Gen<WhenExpression> inner = Expressions(depth - 1);
        return Gen.OneOf(
            leaves,
            inner.Select(operand => (WhenExpression)new WhenExpression.Not(operand)),
            inner.Zip(inner).Select(pair => (WhenExpression)new WhenExpression.And(pair.Item1, pair.Item2)),
            inner.Zip(inner).Select(pair => (WhenExpression)new WhenExpression.Or(pair.Item1, pair.Item2)),
            Gen.Elements("==", "!=", "<", "<=", ">", ">=")
                .Zip(inner.Zip(inner))
                .Select(pair => (WhenExpression)new WhenExpression.Comparison(pair.Item1, pair.Item2.Item1, pair.Item2.Item2)));
    }

    private readonly struct Input(JsonElement value) : IWireSource
    {
        JsonElement IWireSource.Input => value;

        public JsonElement? Item => null;

        public JsonElement? ItemIndex => null;

        public JsonElement? StageOutput(string stage) => null;
    }
}
