using System.Text.Json;

namespace PromptIntel.Core.Execution;

/// <summary>
/// A committed turn of a stage's conversation with a model that calls tools: what the model called, or what one of the calls gave. Written
/// once; whoever runs the stage again goes on from the last. Key: execution and all but the body.
/// </summary>
/// <param name="Conversation">Which of the stage's conversations, as <c>Models</c> names them.</param>
/// <param name="Number">1, 2, 3 ... within the conversation.</param>
/// <param name="Body">Its form is of <c>Models</c>, with its version inside.</param>
public sealed record StageTurn(string Path, string ItemKey, string Conversation, int Number, JsonElement Body);
