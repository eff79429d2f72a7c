namespace PromptIntel.Core.Execution;

/// <summary>What is set aside of a budget for calls whose end is not recorded: tokens in both directions, and US dollars.</summary>
/// <param name="CostUsd">0 for a model without a price.</param>
public readonly record struct Reservation(long Tokens, decimal CostUsd)
{
    public static Reservation None => default;

    public static Reservation operator +(Reservation left, Reservation right) => Add(left, right);

    public static Reservation operator -(Reservation given) => Negate(given);

    public static Reservation Add(Reservation left, Reservation right) => new(left.Tokens + right.Tokens, left.CostUsd + right.CostUsd);

    public static Reservation Negate(Reservation given) => new(-given.Tokens, -given.CostUsd);
}
