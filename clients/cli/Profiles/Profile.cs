namespace PromptIntel.Cli.Profiles;

/// <summary>A server and how to be known there.</summary>
/// <param name="Key">Null where access is open.</param>
internal sealed record Profile(string Server, string? Key);

/// <summary>What is kept of all logins.</summary>
/// <param name="Current">The last login's.</param>
internal sealed record ProfileList(string? Current, SortedDictionary<string, Profile> Profiles);
