namespace PromptIntel.Bench.Speed;

/// <summary>One line of the table: what we took beside what the floor took in the same run, in the same unit.</summary>
/// <param name="Goal">The number of the goal in the README's list.</param>
/// <param name="FloorName">What the floor is: a bare operation measured here, or a figure that was measured elsewhere or promised.</param>
/// <param name="Limit">The ratio ours / floor to keep; infinite for a line that only informs.</param>
internal sealed record SpeedRow(int Goal, string What, double Ours, string FloorName, double Floor, string Unit, double Limit)
{
    /// <summary>True where more is better, such as requests a second.</summary>
    public bool IsRate { get; init; }

    /// <summary>The least and the most of the turns that <see cref="Ours"/> is the median of; null where there was but one.</summary>
    public (double Least, double Most)? Spread { get; init; }

    public double Ratio => Ours / Floor;

    public bool IsMet => IsRate ? Ratio >= Limit : Ratio <= Limit;

    public static string Header { get; } =
        $"{"goal",4}  {"what",-44}{"ours",11}{"floor",11} {"unit",-6}{"ratio",7}   {"goal",-8}{"",-8}{"spread of ours",-20}floor is";

    public override string ToString()
    {
        string goal = double.IsInfinity(Limit) ? "" : FormattableString.Invariant($"{(IsRate ? ">=" : "<=")} {Limit:0.00}");
        string outcome = double.IsInfinity(Limit) ? "" : IsMet ? "met" : "MISSED";
        string spread = Spread is var (least, most) ? FormattableString.Invariant($"{least:0.###}-{most:0.###}") : "";
        string measured = FormattableString.Invariant($"{Goal,4}  {What,-44}{Ours,11:0.###}{Floor,11:0.###} {Unit,-6}{Ratio,7:0.00}");
        return $"{measured}   {goal,-8}{outcome,-8}{spread,-20}{FloorName}";
    }
}
