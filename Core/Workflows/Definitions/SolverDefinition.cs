using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Workflows.Definitions;

/// <summary>
/// Names the recipes that may be chosen and chained for a stated problem, with the words that tell them apart. Immutable; syntactically
/// right, references not yet looked up.
/// </summary>
public sealed record SolverDefinition
{
    /// <summary>JSON Schema of the input; a string is a reference to a schema entry.</summary>
    public required JsonElement InputSchema { get; init; }

    /// <summary>JSON Schema of the plan, or a reference; null lets any plan pass.</summary>
    public JsonElement? PlanSchema { get; init; }

    /// <summary>By which a language model plans; null leaves it to the rules, as a machine without a model does.</summary>
    public ComponentReference? Prompt { get; init; }

    public JsonElement? ExampleInput { get; init; }

    /// <summary>What it chooses from, at least one; in the order in which they run where nothing else decides.</summary>
    public required ImmutableArray<SolverRecipe> Choices { get; init; }

    /// <summary>How many may be chained, 1 to 10.</summary>
    public required int MaxChain { get; init; }

    /// <summary>What a material may be, and the words by which one is known whose giver does not say.</summary>
    public ImmutableArray<SolverWords> Kinds { get; init; } = [];

    /// <summary>Words that are said of everything here and tell nothing apart.</summary>
    public ImmutableArray<string> Common { get; init; } = [];

    /// <summary>Words by which people ask for something to be done without saying what.</summary>
    public ImmutableArray<string> Vague { get; init; } = [];

    /// <summary>What people ask for that none of the recipes does.</summary>
    public ImmutableArray<string> Outside { get; init; } = [];

    /// <summary>The recipes of <see cref="Choices"/>.</summary>
    public ImmutableArray<ComponentReference> Recipes => [.. Choices.Select(choice => choice.Uses)];
}

/// <summary>One recipe that may be chosen.</summary>
public sealed record SolverRecipe
{
    public required ComponentReference Uses { get; init; }

    /// <summary>Where the catalog does not have it, the others are chosen from.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What the asker holds in hand when it has run, in a few words; null leaves it to the recipe's name.</summary>
    public string? Result { get; init; }

    /// <summary>How people say what it solves.</summary>
    public ImmutableArray<string> Solves { get; init; } = [];

    /// <summary>Its inputs that one material, or one output of a recipe before it, fills: the first that can be.</summary>
    public ImmutableArray<SolverPort> Takes { get; init; } = [];

    /// <summary>Outputs that a recipe behind it may take.</summary>
    public ImmutableArray<SolverPort> Gives { get; init; } = [];

    /// <summary>Inputs that take one of a few constants.</summary>
    public ImmutableArray<SolverPick> Picks { get; init; } = [];
}

/// <summary>An input or output by what it holds.</summary>
/// <param name="Kinds">Of the material; none for any.</param>
public sealed record SolverPort(string Field, ImmutableArray<string> Kinds, MaterialForm Form);

/// <summary>An input that takes one of a few constants.</summary>
public sealed record SolverPick(string Field, ImmutableArray<SolverOption> Options);

/// <param name="Value">The constant: the name of an entry.</param>
/// <param name="Makes">The kind of material that the outputs are with it; null for none that another recipe takes.</param>
/// <param name="Kinds">The kinds of material that it is for.</param>
/// <param name="Words">How people say that they mean it.</param>
public sealed record SolverOption(string Value, string? Makes, ImmutableArray<string> Kinds, ImmutableArray<string> Words);

/// <param name="Words">Lower case.</param>
public sealed record SolverWords(string Kind, ImmutableArray<string> Words);

/// <summary>How a material is at hand.</summary>
public enum MaterialForm
{
    /// <summary>As text.</summary>
    Text,

    /// <summary>As the id of an uploaded document.</summary>
    Document,

    /// <summary>As a record.</summary>
    Value,
}
