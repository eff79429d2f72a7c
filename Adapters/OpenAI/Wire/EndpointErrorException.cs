namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>The endpoint answered an error in the place of an answer, or within one.</summary>
internal sealed class EndpointErrorException(EndpointError error) : IOException("The endpoint answered an error.")
{
    public EndpointError Error => error;
}

/// <summary>A stream ended, or carried an error, before the answer was finished.</summary>
internal sealed class StreamBrokenException(EndpointError? error = null, Exception? inner = null)
    : IOException("The stream ended before the answer.", inner)
{
    public EndpointError? Error => error;
}

/// <summary>The answer is longer than anything that could be used.</summary>
internal sealed class AnswerTooLongException() : IOException("The answer is too long.");
