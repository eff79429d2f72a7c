namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>The finish reasons of the Chat Completions API, and what other families of endpoints call them.</summary>
internal static class FinishReasons
{
    public const string Stop = "stop";

    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["stop"] = Stop,
        ["eos"] = Stop,
        ["eos_token"] = Stop,
        ["end"] = Stop,
        ["end_turn"] = Stop,
        ["stop_sequence"] = Stop,
        ["stop_token"] = Stop,
        ["complete"] = Stop,
        ["completed"] = Stop,
        ["finished"] = Stop,
        ["length"] = "length",
        ["max_tokens"] = "length",
        ["max_output_tokens"] = "length",
        ["max_length"] = "length",
        ["model_length"] = "length",
        ["model_context_window_exceeded"] = "length",
        ["content_filter"] = "content_filter",
        ["content_filtered"] = "content_filter",
        ["safety"] = "content_filter",
        ["recitation"] = "content_filter",
        ["blocklist"] = "content_filter",
        ["prohibited_content"] = "content_filter",
        ["refusal"] = "content_filter",
        ["tool_calls"] = "tool_calls",
        ["tool_use"] = "tool_calls",
        ["function_call"] = "function_call",
    };

    /// <summary>Empty where nothing was said. A word that nobody knows ended the answer, so it counts as finished.</summary>
    public static string Normalise(string said) => said.Length == 0 || said == "null" ? "" : Known.GetValueOrDefault(said, Stop);
}
