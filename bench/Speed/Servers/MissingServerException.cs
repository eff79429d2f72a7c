namespace PromptIntel.Bench.Speed.Servers;

/// <summary>What is to be measured needs a server or a program that is not installed; the message says which, and how to get it.</summary>
internal sealed class MissingServerException(string message) : Exception(message);
