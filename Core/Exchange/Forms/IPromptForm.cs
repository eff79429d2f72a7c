namespace PromptIntel.Core.Exchange.Forms;

/// <summary>A form that other tools keep prompts in. Stateless; safe for concurrent use.</summary>
internal interface IPromptForm
{
    /// <summary>As it is named by a caller, such as <c>prompty</c>.</summary>
    string Name { get; }

    /// <summary>What a file of this form is recognised by, for who gave one that is not.</summary>
    string LookedFor { get; }

    /// <summary>Whether the file is of this form; reads no more of it than that needs.</summary>
    bool Recognises(SourceFile file, SourceFiles all);

    /// <summary>The prompts of the file; what cannot be read is a draft with errors.</summary>
    IEnumerable<PromptDraft> Read(SourceFile file, SourceFiles all);
}
