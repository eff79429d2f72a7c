using System.Text.RegularExpressions;

namespace PromptIntel.Client.SemanticKernel;

/// <summary>Names of plugins and functions: letters, digits and underscores.</summary>
internal static partial class FunctionNames
{
    public static string Of(string name) => Others().Replace(name, "_");

    [GeneratedRegex("[^0-9A-Za-z_]")]
    private static partial Regex Others();
}
