namespace PromptIntel.Core.Users;

/// <summary>How the installation is used, over all users.</summary>
/// <param name="TotalUsers">Those with preferences, history or feedback.</param>
/// <param name="ActiveToday">Those who started an execution since midnight UTC that has ended.</param>
/// <param name="TopWorkflow"><c>namespace/name</c> of the workflow that users started most; null before the first.</param>
/// <param name="AvgQueriesPerUser">Executions in histories by user.</param>
public sealed record UserFigures(long TotalUsers, long ActiveToday, string? TopWorkflow, double AvgQueriesPerUser);

/// <summary>Figures as they were kept.</summary>
/// <param name="Position">1 for the first, then one more with each refresh.</param>
public sealed record KeptFigures(UserFigures Figures, long Position, DateTimeOffset UpdatedAt);
