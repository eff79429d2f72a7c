namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>The finish reasons of the Chat Completions API, and what other families of endpoints call them.</summary>
internal static class FinishReasons
{
    public const string Stop = "stop";

    /// <summary>
    /// The endpoint gave up. The client has no word for it and refuses what it does not know; an answer that ends in its own
    /// <c>function_call</c> is given to it with <c>tool_calls</c>, so this word is free.
    /// </summary>
    public const string Interrupted = "function_call";

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
        ["function_call"] = "tool_calls",
        ["error"] = Interrupted,
        ["abort"] = Interrupted,
        ["aborted"] = Interrupted,
        ["cancelled"] = Interrupted,
        ["canceled"] = Interrupted,
        ["failed"] = Interrupted,
        ["timeout"] = Interrupted,
        ["insufficient_system_resource"] = Interrupted,
        ["malformed_function_call"] = Interrupted,
    };

    /// <summary>Empty where nothing was said. A word that nobody knows ended the answer, so it counts as finished.</summary>
    public static string Normalise(string said) => said.Length == 0 || said == "null" ? "" : Known.GetValueOrDefault(said, Stop);
}
