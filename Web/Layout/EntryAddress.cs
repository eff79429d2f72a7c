namespace PromptIntel.Web.Layout;

/// <summary>Where the console shows an entry.</summary>
public static class EntryAddress
{
    public static string Of(string space, string name) => $"/catalog/{Uri.EscapeDataString(space)}/{Uri.EscapeDataString(name)}";
}
