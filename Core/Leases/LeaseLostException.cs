namespace PromptIntel.Core.Leases;

/// <summary>What was leased belongs to another now, or may: stop, write nothing.</summary>
internal sealed class LeaseLostException() : Exception("The lease is lost.");
