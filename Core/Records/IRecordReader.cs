using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Records;

/// <summary>How a record is asked for, and how the answer is understood.</summary>
internal interface IRecordReader
{
    /// <summary>What the prompt is filled with.</summary>
    object Variables { get; }

    /// <summary>What is asked for.</summary>
    /// <param name="source">The variable of the prompt that holds the text.</param>
    WantedAnswer Want(RecordSchema schema, string source);

    /// <summary>The record with null for what is not stated, and where each value stands in the document.</summary>
    (JsonElement Record, List<ReadValue> Values) Read(ModelAnswer.Answered answer);
}
