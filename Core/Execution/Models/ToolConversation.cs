using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Inference.Answers;
using PromptIntel.Core.Json;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Models;

/// <summary>
/// A question to a model that may call tools: what it calls and what that gives are turns, each committed before the next begins. Whoever
/// asks again after a crash or a retry goes on behind the last of them.
/// </summary>
internal sealed class ToolConversation
{
    private const int BytesOfAToken = 4;
    private const int LongestId = 64;

    private readonly StageContext _stage;
    private readonly IStageJournal _journal;
    private readonly ModelCalls _models;
    private readonly ToolRunner _runner;
    private readonly List<ChatMessage> _messages;
    private readonly ImmutableDictionary<string, PlannedTool> _tools;
    private readonly int _most;
    private readonly string _id;
    private int _turns;
    private int _calls;
    private long _bytes;

    /// <param name="id">The same whenever this question of the stage is asked, and of no other.</param>
    public ToolConversation(
        StageContext stage, IStageJournal journal, ModelCalls models, IStageRunner runner, ModelRequest request, string id)
    {
        (_stage, _journal, _models, _id) = (stage, journal, models, id);
        _runner = new ToolRunner(stage, journal, models, runner);
        _messages = request.Messages;
        _tools = request.Tools.ToImmutableDictionary(tool => tool.Function, StringComparer.Ordinal);
        _most = Math.Min(request.Prepared.MaxToolCalls ?? int.MaxValue, models.MaxToolCalls);
    }

    /// <summary>Estimate of what the turns add to a request.</summary>
    public long Tokens => _bytes / BytesOfAToken;

    public static string IdOf(StageContext stage, string prompt, JsonElement variables, int number)
    {
        byte[] asked = [.. Encoding.UTF8.GetBytes($"{stage.ToolCall}\n{prompt}\n{number}\n"), .. JsonMarshal.GetRawUtf8Value(variables)];
        return Convert.ToHexStringLower(SHA256.HashData(asked).AsSpan(..16));
    }

    /// <summary>Goes on behind what is committed; null when the model is to be asked now.</summary>
    public async Task<ModelAnswer.Refused?> ResumeAsync(CancellationToken cancellationToken)
    {
        int last = 0;
        ImmutableArray<ToolCall> open = [];

        foreach (StageTurn committed in await _journal.RecallAsync(_id))
        {
            var turn = ToolTurn.Read(committed.Body);
            Add(turn, committed.Body);

            if (turn is ToolTurn.Called called)
            {
                (last, open) = (_turns, called.Calls);
            }
            else
            {
                open = open.RemoveAt(0);
            }
        }

        return open.IsEmpty ? null : await RunAsync(open, last, null, cancellationToken);
    }

    /// <summary>Runs what the model called; null when it can be asked again.</summary>
    public async Task<ModelAnswer.Refused?> CallAsync(Answer.ToolCalls asked, CancellationToken cancellationToken)
    {
        if (asked.Calls.Any(call => !_tools.ContainsKey(call.Name)))
        {
            return new(ErrorCodes.UnknownTool, "The model called a tool that it was not offered.", FailureKind.InvalidOutput);
        }

        if (_calls + asked.Calls.Length > _most)
        {
            return Refuse(ErrorCodes.TooManyToolCalls, $"The model called tools more often than the {_most} times it may.");
        }

        if (_models.FaultOf(asked.Text) is { } fault)
        {
            return new(ErrorCodes.InvalidOutput, $"The answer {fault}.", FailureKind.InvalidOutput);
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var turn = new ToolTurn.Called(asked.Text, [.. asked.Calls.Select((call, index) => Read(call, index, ids))]);
        JsonElement body = turn.ToJson();
        Add(turn, body);
        return TooLong ?? await RunAsync(turn.Calls, _turns, body, cancellationToken);
    }

    private ModelAnswer.Refused? TooLong => _bytes <= _models.LongestAnswer
        ? null
        : Refuse(ErrorCodes.ValueTooLarge, $"What the model called and was given is longer than {_models.LongestAnswer} bytes.");

    /// <param name="turn">Number of the turn that made the calls.</param>
    /// <param name="body">Of that turn; null when it is committed.</param>
    private async Task<ModelAnswer.Refused?> RunAsync(
        ImmutableArray<ToolCall> calls, int turn, JsonElement? body, CancellationToken cancellationToken)
    {
        StageTurn? made = body is { } given ? ToStored(turn, given) : null;

        if (await _journal.BeginToolsAsync([.. calls.Select(call => ToolRunner.LabelOf(_tools[call.Function]))], made) is not { } attempts)
        {
            return Refuse(ErrorCodes.BudgetExceeded, "The execution used more than its budget allows.");
        }

        for (int index = 0; index < calls.Length; index++)
        {
            var place = new ToolPlace(attempts[index], $"{_id}/{_turns + 1}", result => ToStored(_turns + 1, result.ToJson()));

            switch (await _runner.RunAsync(_tools[calls[index].Function], calls[index], place, cancellationToken))
            {
                case ToolResult.Given(var gave):
                    Add(gave, gave.ToJson());
                    break;
                case ToolResult.Failed(var refused):
                    EndAll(attempts[(index + 1)..]);
                    return refused;
            }

            if (TooLong is { } refusal)
            {
                EndAll(attempts[(index + 1)..]);
                return refusal;
            }
        }

        return null;
    }

    /// <summary>What was recorded to be called and never was.</summary>
    private void EndAll(ImmutableArray<StageAttempt> attempts)
    {
        foreach (StageAttempt attempt in attempts)
        {
            _journal.EndCall(attempt, Reservation.None, ExecutionUsage.None, ErrorCodes.Interrupted);
        }
    }

    private void Add(ToolTurn turn, JsonElement body)
    {
        _turns++;
        _calls += turn is ToolTurn.Called called ? called.Calls.Length : 0;
        _bytes += JsonMarshal.GetRawUtf8Value(body).Length;
        _messages.Add(turn.ToMessage());
    }

    private static ModelAnswer.Refused Refuse(string code, string detail) => new(code, detail, FailureKind.Permanent);

    private StageTurn ToStored(int number, JsonElement body) => new(_stage.Path, _stage.ItemKey, _id, number, body);

    /// <summary>Endpoints give empty ids, the same twice and any other; what they need is that results carry the ids of calls.</summary>
    private ToolCall Read(FunctionCallContent call, int index, HashSet<string> ids)
    {
        bool isUsable = call.CallId is { Length: > 0 and <= LongestId } id
            && id.All(sign => char.IsAscii(sign) && !char.IsControl(sign))
            && ids.Add(id);
        JsonElement arguments = Answer.ArgumentsOf(call) is { } json ? JsonElement.Parse(json) : default;
        return new ToolCall(
            isUsable ? call.CallId : $"call_{_turns + 1}_{index}",
            call.Name,
            arguments.ValueKind == JsonValueKind.Object && StorableJson.FaultOf(arguments) is null ? arguments : default);
    }
}
