using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Control;

/// <summary>What a fork runs anew.</summary>
internal static class ForkRules
{
    /// <summary>
    /// The stage, everything that depends on it, the sub-recipes around and inside them; null when the manifest has no such stage.
    /// </summary>
    public static HashSet<string>? RunAnew(Manifest manifest, string stage)
    {
        (string Path, string Scope, IEnumerable<string> Needs)[] nodes =
        [
            .. manifest.Stages.Select(node => (node.Path, node.Scope, node.Needs.AsEnumerable())),
            .. manifest.Scopes.Select(node => (node.Path, node.Parent, node.Needs.AsEnumerable())),
        ];

        if (!nodes.Any(node => node.Path == stage))
        {
            return null;
        }

        var anew = new HashSet<string>(StringComparer.Ordinal) { stage };
        int before;

        do
        {
            before = anew.Count;

            foreach ((string path, string scope, IEnumerable<string> needs) in nodes)
            {
                if (needs.Any(anew.Contains))
                {
                    anew.Add(path);
                    AddInside(nodes, path, anew);
                }

                if (anew.Contains(path) && scope.Length > 0)
                {
                    anew.Add(scope);
                }
            }

            AddInside(nodes, stage, anew);
        }
        while (anew.Count > before);

        return anew;
    }

    private static void AddInside((string Path, string Scope, IEnumerable<string> Needs)[] nodes, string scope, HashSet<string> anew)
    {
        foreach ((string path, _, _) in nodes)
        {
            if (path.StartsWith(scope + "/", StringComparison.Ordinal))
            {
                anew.Add(path);
            }
        }
    }
}
