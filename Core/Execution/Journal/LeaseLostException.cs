namespace PromptIntel.Core.Execution.Journal;

/// <summary>The execution belongs to another now: stop, write nothing.</summary>
internal sealed class LeaseLostException() : Exception("The lease is lost.");
