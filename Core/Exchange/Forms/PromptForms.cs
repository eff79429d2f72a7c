using System.Collections.Immutable;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>Every form that is read, and which one a file has: the first that recognises it.</summary>
internal static class PromptForms
{
    /// <summary>In this order: what says more of itself goes first.</summary>
    private static readonly ImmutableArray<IPromptForm> All =
    [
        new PromptyForm(), new DotpromptForm(), new KernelForm(), new PromptfooForm(), new LangfuseForm(), new AuthoredForm(),
        new TextForm(),
    ];

    public static ImmutableArray<string> Names { get; } = [.. All.Select(form => form.Name)];

    /// <summary>What a file would have to be; for who gave one that is nothing of it.</summary>
    public static string LookedFor { get; } = string.Join("; ", All.Select(form => form.LookedFor));

    public static IPromptForm? Named(string name) => All.FirstOrDefault(form => form.Name == name);

    public static IPromptForm? Recognise(SourceFile file, SourceFiles all) => All.FirstOrDefault(form => form.Recognises(file, all));
}
