using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Relational.Users;

/// <summary>The figures over all users.</summary>
internal sealed class FiguresRow
{
    public long TotalUsers { get; init; }

    public long ActiveToday { get; init; }

    public string? TopWorkflow { get; init; }

    public double AvgQueriesPerUser { get; init; }

    public long Position { get; init; }

    public long UpdatedAt { get; init; }

    public UserFigures ToFigures() => new(TotalUsers, ActiveToday, TopWorkflow, AvgQueriesPerUser);
}
