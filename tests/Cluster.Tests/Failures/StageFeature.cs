using PromptIntel.Cluster.Tests.Distributed;

namespace PromptIntel.Cluster.Tests.Failures;

/// <summary>A workflow that shows one feature of stages: what it calls, and where it is when something happens to its process.</summary>
/// <param name="Calls">Stages in the order in which an undisturbed run calls the model.</param>
/// <param name="Held">The place of the disturbed call among them; null for one that waits for a person.</param>
internal sealed record StageFeature(string Name, string[] Calls, int? Held, string Kind, Func<string, IEnumerable<FeatureEntry>> Entries)
{
    private const string Chain = "stages of one recipe";
    private const string Tool = "a tool that the model calls";
    private const string Solver = "a solver's chain";
    private const string Bounds = "retry, fallback model, timeout, cache and output schema";

    /// <summary>Stages that are called again when the held call is lost with its process; that call alone where nothing is said.</summary>
    public string[] Again { get; init; } = Held is { } held ? [Calls[held]] : [];

    /// <summary>Of which calls the model is away.</summary>
    public Func<StubCall, bool> IsAway { get; init; } = StageStub.NobodyIsAway;

    /// <summary>Of what waits for a person.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<StageFeature> All { get; } =
    [
        new(Chain, ["a", "b", "c"], 1, "recipe", name => [Recipe(name, "", Stage(name, "a"), Stage(name, "b"), Stage(name, "c"))]),
        new("a stage that is left out", ["a", "c"], 1, "recipe", name =>
            [Recipe(name, "", Stage(name, "a"), Stage(name, "b", "when: exists(${input.never})"), Stage(name, "c"))]),
        new("branches and a join", ["a", "b", "c", "d"], 3, "recipe", name =>
            [Recipe(name, "", Stage(name, "a"), Stage(name, "b"), Stage(name, "c", "needs: [a]"), Stage(name, "d", "needs: [b, c]"))]),
        new("sub-recipes of a for_each", ["x-a", "x-b", "y-a", "y-b", "z-a", "z-b"], 3, "recipe", name =>
        [
            Recipe(
                $"{name}_inner", ", item: { type: string }",
                Stage(name, "a", "${input.item}-a", []), Stage(name, "b", "${input.item}-b", [])),
            Recipe(name, "", $$"""
                  - id: each
                    uses: workflows/{{name}}_inner
                    for_each: { items: "${input.items}", max_parallel: 1 }
                    with: { run: "${input.run}", item: "${item}" }
                """),
        ]),
        // What is given to it is asked for only when it runs: the second item is refused, and no process asks for it again.
        new("sub-recipes of which one is given what it does not take", ["x-a", "x-b", "z-a", "z-b"], 2, "recipe", name =>
        [
            Recipe(
                $"{name}_inner", ", item: { type: string, enum: [x, z] }",
                Stage(name, "a", "${input.item}-a", []), Stage(name, "b", "${input.item}-b", [])),
            Recipe(name, "", $$"""
                  - id: each
                    uses: workflows/{{name}}_inner
                    for_each: { items: "${input.items}", max_parallel: 1, on_item_error: continue }
                    with: { run: "${input.run}", item: "${item}" }
                """, Stage(name, "none", "when: ${stages.each.output.failed} != 1")),
        ]),
        new(Tool, ["agent", "tool", "agent"], 2, "recipe", name => [Recipe(name, "", Stage($"{name}_agent", "agent"))]),
        new(Solver, ["draft", "check"], 1, "solver", SolverEntries),
        // Of the first attempt neither model is there, of the second the first is not: both are asked twice, and again by the next process.
        new(Bounds, ["a", "b", "b", "b", "b", "c"], 4, "recipe", name =>
        [
            Recipe(
                name, "", Stage(name, "a"),
                Stage(
                    $"{name}_bounded", "b",
                    "retry: { attempts: 5, backoff: 10ms, on: [transport] }",
                    "timeout: 100s",
                    "cache: true",
                    "output_schema: { type: object, required: [text] }"),
                Stage(name, "c")),
        ])
        {
            Again = ["b", "b"],
            IsAway = call => call.Stage == "b" && (call.Model == "stub-1" || call.Ordinal == 2),
        },
        new("an approval with a deadline", ["a", "b"], null, "recipe", name =>
        [
            new("components", $"{name}_approval", "operation", $$"""
                kind: operation
                description: Waits for a person, not for long.
                type: approval
                with: { deadline: {{Deadline.TotalSeconds}}s, on_deadline: approve }
                """),
            Recipe(name, "", Stage(name, "a"), $$"""
                  - id: approve
                    uses: components/{{name}}_approval
                    with: { summary: "May it go on?", value: 1 }
                """, Stage(name, "b")),
        ]),
    ];

    public object Input(string run) => Kind == "solver"
        ? new
        {
            problem = "Write the contract, then check it.\nDo review the contract too.",
            materials = new[] { new { name = "form.txt", kind = "questionnaire", text = run } },
        }
        : new { run, items = new[] { "x", "y", "z" } };

    private static FeatureEntry Recipe(string name, string more, params string[] stages) => new("workflows", name, "recipe", $$"""
        kind: recipe
        description: Made by a test.
        input_schema:
          type: object
          required: [run]
          properties: { run: { type: string }, items: { type: array, items: { type: string } }, never: { type: string }{{more}} }
        stages:
        {{string.Join('\n', stages)}}
        output: { of: "${input.run}" }
        """);

    private static string Stage(string name, string id, params string[] more) => Stage(name, id, id, more);

    private static string Stage(string name, string id, string of, string[] more) => $$"""
          - id: {{id}}
            uses: components/{{name}}_operation
            with: { run: "${input.run}", stage: "{{of}}" }
            {{string.Join("\n    ", more)}}
        """;

    private static IEnumerable<FeatureEntry> SolverEntries(string name) =>
    [
        Part($"{name}_draft", "text", "contract", name, "draft"),
        Part($"{name}_check", "contract", "checked", name, "check"),
        new("workflows", name, "solver", $$"""
            kind: solver
            description: Made by a test.
            input_schema:
              type: object
              properties:
                problem: { type: string }
                materials: { type: array, items: { type: object } }
                answer: { type: [object, "null"] }
            max_chain: 2
            recipes:
              - uses: workflows/{{name}}_draft
                takes: { text: questionnaire text }
                gives: { contract: contract text }
                solves: [draft contract, write contract]
              - uses: workflows/{{name}}_check
                takes: { contract: contract text }
                solves: [review contract, check contract]
            kinds: { contract: [agreement, clause], questionnaire: [questionnaire, answers] }
            """),
    ];

    private static FeatureEntry Part(string name, string takes, string gives, string of, string stage) =>
        new("workflows", name, "recipe", $$"""
            kind: recipe
            description: Made by a test.
            input_schema: { type: object, required: [{{takes}}], properties: { {{takes}}: { type: string } } }
            stages:
              - id: {{stage}}
                uses: components/{{of}}_operation
                with: { run: "${input.{{takes}}}", stage: {{stage}} }
            output: { {{gives}}: "${input.{{takes}}}" }
            """);
}

internal sealed record FeatureEntry(string Namespace, string Name, string Kind, object Content);
