namespace PromptIntel.Extraction;

/// <summary>The schema or rules that a prompt declares cannot be used; the message says where and why.</summary>
public sealed class ExtractionRuleException(string message) : Exception(message)
{
    public ExtractionRuleException()
        : this("The extraction rules are not usable.")
    {
    }
}
