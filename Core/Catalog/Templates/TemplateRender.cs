using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>
/// One walk through a template's tree. It recurses over nested blocks only, which the parser has bounded; everything that a value can
/// make long is counted on the output.
/// </summary>
internal sealed class TemplateRender(TemplateOutput output, TemplateValue variables)
{
    private TemplateFrame _frame = new(null) { This = variables };

    public void Write(ImmutableArray<TemplateNode> nodes)
    {
        foreach (TemplateNode node in nodes)
        {
            output.Position = node.Position;
            output.Spend(1);
            switch (node)
            {
                case TemplateNode.Text text:
                    output.Append(text.Content);
                    break;
                case TemplateNode.Value value:
                    Evaluate(value.Expression).WriteTo(output);
                    break;
                case TemplateNode.Block block:
                    Write(block);
                    break;
                case TemplateNode.Include include:
                    throw new InvalidOperationException($"The text of {include.Key} was not put in place.");
            }
        }
    }

    private void Write(TemplateNode.Block block)
    {
        // A chain of else-ifs is as long as its author likes, so it is followed, not descended into.
        while (!TryWriteBody(block))
        {
            if (block.Else is not [TemplateNode.Block { IsChained: true } next])
            {
                Write(block.Else);
                return;
            }

            block = next;
        }
    }

    /// <summary>False where the block's else is to be written.</summary>
    private bool TryWriteBody(TemplateNode.Block block)
    {
        TemplateValue value = Evaluate(block.Argument);
        switch (block.Type)
        {
            case BlockType.If when value.IsTruthy:
            case BlockType.Unless when !value.IsTruthy:
            case BlockType.Inverse when IsNothing(value):
            case BlockType.Section when value.Kind == JsonValueKind.True:
                Write(block.Body);
                return true;
            case BlockType.Each or BlockType.Section when value.Kind == JsonValueKind.Array && value.Size > 0:
                WriteItems(block.Body, value);
                return true;
            case BlockType.Each when value.Kind == JsonValueKind.Object && value.Size > 0:
                WriteMembers(block.Body, value);
                return true;
            case BlockType.With when value.IsTruthy:
            case BlockType.Section when value.Kind != JsonValueKind.Array && !IsNothing(value):
                WriteWith(block.Body, value);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What a section does not enter.</summary>
    private static bool IsNothing(TemplateValue value) =>
        value.Kind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False
        || (value.Kind == JsonValueKind.Array && value.Size == 0);

    // Beside WriteMembers on purpose: one loop with a method for the round made the whole render 5 to 10 % slower.
    private void WriteItems(ImmutableArray<TemplateNode> body, TemplateValue list)
    {
        TemplateFrame outer = _frame;
        _frame = new TemplateFrame(outer) { IsLoop = true };
        int last = list.Size - 1;
        foreach (JsonElement item in list.Json.EnumerateArray())
        {
            output.Spend(1);
            _frame.This = new TemplateValue(item);
            _frame.IsLast = _frame.Index == last;
            Write(body);
            _frame.Index++;
        }

        _frame = outer;
    }

    private void WriteMembers(ImmutableArray<TemplateNode> body, TemplateValue members)
    {
        TemplateFrame outer = _frame;
        _frame = new TemplateFrame(outer) { IsLoop = true };
        int last = members.Size - 1;
        foreach (JsonProperty member in members.Json.EnumerateObject())
        {
            output.Spend(1);
            _frame.This = new TemplateValue(member.Value);
            _frame.Member = member;
            _frame.IsLast = _frame.Index == last;
            Write(body);
            _frame.Index++;
        }

        _frame = outer;
    }

    private void WriteWith(ImmutableArray<TemplateNode> body, TemplateValue value)
    {
        TemplateFrame outer = _frame;
        _frame = new TemplateFrame(outer) { This = value };
        Write(body);
        _frame = outer;
    }

    private TemplateValue Evaluate(TemplateExpression expression)
    {
        switch (expression)
        {
            case TemplateExpression.Path path:
                return Follow(path);
            case TemplateExpression.Literal literal:
                return literal.Value;
            case TemplateExpression.Call call:
                TemplateValue first = Evaluate(call.Arguments[0]);
                TemplateValue second = call.Arguments.Length > 1 ? Evaluate(call.Arguments[1]) : TemplateValue.Missing;
                output.Spend(1);
                return call.Function.Apply(first, second, output);
            default:
                throw new NotSupportedException($"An expression of type {expression.GetType().Name} cannot be rendered.");
        }
    }

    private TemplateValue Follow(TemplateExpression.Path path)
    {
        TemplateValue value = Start(path);
        foreach (PathSegment segment in path.Segments)
        {
            // Members are looked through one by one.
            output.Spend(1 + (value.Size >> 5));
            value = value.Step(segment);
        }

        return value;
    }

    private TemplateValue Start(TemplateExpression.Path path)
    {
        TemplateFrame? frame = path.Root is >= PathRoot.Index ? _frame.Loop : _frame;
        for (int up = path.Up; up > 0 && frame is not null; up--)
        {
            frame = path.Root >= PathRoot.Index ? frame.Outer?.Loop : frame.Outer;
        }

        if (frame is null)
        {
            return TemplateValue.Missing;
        }

        return path.Root switch
        {
            PathRoot.Variables => variables,
            PathRoot.SecondParameter => frame.IsLoop ? frame.Key : TemplateValue.Missing,
            PathRoot.Index => TemplateValue.Of(frame.Index),
            PathRoot.Key => frame.Key,
            PathRoot.First => TemplateValue.Of(frame.Index == 0),
            PathRoot.Last => TemplateValue.Of(frame.IsLast),
            _ => frame.This,
        };
    }
}
