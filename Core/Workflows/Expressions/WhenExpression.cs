using System.Text.Json;

namespace PromptIntel.Core.Workflows.Expressions;

/// <summary>
/// A condition over JSON. Total: every expression gives true or false on every input, in time linear in its length. Values of
/// different types are not equal and not ordered; null, false, 0 and the empty text count as false.
/// </summary>
internal abstract record WhenExpression
{
    private WhenExpression()
    {
    }

    /// <summary>A constant; null stands for JSON null.</summary>
    public sealed record Literal(JsonElement? Value) : WhenExpression
    {
        public override JsonElement? Evaluate<TSource>(in TSource source) => Value;

        public override string ToString() => Value is null ? "null"
            : Value.Value.ValueKind == JsonValueKind.String ? WhenLexer.Quote(Value.Value.GetString()!)
            : Value.Value.GetRawText();
    }

    public sealed record Path(WirePath Wire) : WhenExpression
    {
        public override JsonElement? Evaluate<TSource>(in TSource source) => Wire.Resolve(source);

        public override string ToString() => $"${{{Wire}}}";
    }

    public sealed record Exists(WirePath Wire) : WhenExpression
    {
        public override JsonElement? Evaluate<TSource>(in TSource source) => WhenValues.From(Wire.Resolve(source) is not null);

        public override string ToString() => $"exists(${{{Wire}}})";
    }

    public sealed record Not(WhenExpression Operand) : WhenExpression
    {
        public override JsonElement? Evaluate<TSource>(in TSource source) => WhenValues.From(!WhenValues.IsTrue(Operand.Evaluate(source)));

        public override string ToString() => $"!({Operand})";
    }

    public sealed record And(WhenExpression Left, WhenExpression Right) : WhenExpression
    {
        public override JsonElement? Evaluate<TSource>(in TSource source) =>
            WhenValues.From(WhenValues.IsTrue(Left.Evaluate(source)) && WhenValues.IsTrue(Right.Evaluate(source)));

        public override string ToString() => $"({Left} && {Right})";
    }

    public sealed record Or(WhenExpression Left, WhenExpression Right) : WhenExpression
    {
        public override JsonElement? Evaluate<TSource>(in TSource source) =>
            WhenValues.From(WhenValues.IsTrue(Left.Evaluate(source)) || WhenValues.IsTrue(Right.Evaluate(source)));

        public override string ToString() => $"({Left} || {Right})";
    }

    /// <param name="Operator">One of <c>== != &lt; &lt;= &gt; &gt;=</c>.</param>
    public sealed record Comparison(string Operator, WhenExpression Left, WhenExpression Right) : WhenExpression
    {
        public override JsonElement? Evaluate<TSource>(in TSource source) =>
            WhenValues.From(WhenValues.Compare(Operator, Left.Evaluate(source), Right.Evaluate(source)));

        public override string ToString() => $"({Left} {Operator} {Right})";
    }

    public abstract JsonElement? Evaluate<TSource>(in TSource source)
        where TSource : struct, IWireSource;

    public bool IsTrue<TSource>(in TSource source)
        where TSource : struct, IWireSource => WhenValues.IsTrue(Evaluate(source));

    /// <summary>Every path the condition reads.</summary>
    public IEnumerable<WirePath> Wires() => this switch
    {
        Path path => [path.Wire],
        Exists exists => [exists.Wire],
        Not not => not.Operand.Wires(),
        And and => and.Left.Wires().Concat(and.Right.Wires()),
        Or or => or.Left.Wires().Concat(or.Right.Wires()),
        Comparison comparison => comparison.Left.Wires().Concat(comparison.Right.Wires()),
        _ => [],
    };

    /// <summary>Whether it is true or false whatever the wires bring; null when that depends on them.</summary>
    public bool? Constant() => this switch
    {
        Not not => !not.Operand.Constant(),
        And and =>
            (and.Left.Constant(), and.Right.Constant()) switch { (false, _) or (_, false) => false, (true, true) => true, _ => null },
        Or or => (or.Left.Constant(), or.Right.Constant()) switch { (true, _) or (_, true) => true, (false, false) => false, _ => null },
        _ => Wires().Any() ? null : IsTrue(default(NoWires)),
    };

    /// <summary>Null, and the reason with its place, for text that is no expression.</summary>
    public static WhenExpression? TryParse(string text, out string? error) => WhenParser.Parse(text, out error);

    /// <summary>For expressions that read nothing.</summary>
    private readonly struct NoWires : IWireSource
    {
        public JsonElement Input => default;

        public JsonElement? Item => null;

        public JsonElement? ItemIndex => null;

        public JsonElement? StageOutput(string stage) => null;
    }
}
