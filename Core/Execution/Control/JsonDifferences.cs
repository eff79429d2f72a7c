using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Execution.Control;

/// <summary>Where two values differ.</summary>
/// <param name="Paths">
/// JSON Pointers, in the order of the first value; empty for equal values, and <c>""</c> is the whole. Names of more than 200 characters
/// are cut.
/// </param>
/// <param name="IsCut">There are more than are listed.</param>
public sealed record JsonDifferences(ImmutableArray<string> Paths, bool IsCut)
{
    private const int MostPaths = 50;
    private const int LongestName = 200;

    public bool AreEqual => Paths.IsEmpty;

    /// <summary>Of two values, of which either may be missing. A missing property differs; numbers are compared by value.</summary>
    public static JsonDifferences Between(JsonElement? left, JsonElement? right)
    {
        var paths = ImmutableArray.CreateBuilder<string>();

        if (left is { } one && right is { } other)
        {
            Collect(one, other, "", paths);
        }
        else if (left is not null || right is not null)
        {
            paths.Add("");
        }

        return paths.Count > MostPaths ? new([.. paths.Take(MostPaths)], true) : new(paths.ToImmutable(), false);
    }

    private static void Collect(JsonElement left, JsonElement right, string path, ImmutableArray<string>.Builder paths)
    {
        if (paths.Count > MostPaths)
        {
            return;
        }

        if (left.ValueKind == JsonValueKind.Object && right.ValueKind == JsonValueKind.Object)
        {
            CollectProperties(left, right, path, paths);
        }
        else if (left.ValueKind == JsonValueKind.Array && right.ValueKind == JsonValueKind.Array)
        {
            int index = 0;

            foreach ((JsonElement one, JsonElement other) in left.EnumerateArray().Zip(right.EnumerateArray()))
            {
                if (paths.Count > MostPaths)
                {
                    return;
                }

                Collect(one, other, Place(path, index++), paths);
            }

            for (; index < Math.Max(left.GetArrayLength(), right.GetArrayLength()) && paths.Count <= MostPaths; index++)
            {
                paths.Add(Place(path, index));
            }
        }
        else if (!JsonElement.DeepEquals(left, right))
        {
            paths.Add(path);
        }
    }

    private static void CollectProperties(JsonElement left, JsonElement right, string path, ImmutableArray<string>.Builder paths)
    {
        // A property is looked up once for each: by the document itself that would take the square of their number.
        var others = right.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);

        foreach (JsonProperty property in left.EnumerateObject())
        {
            if (paths.Count > MostPaths)
            {
                return;
            }

            if (others.Remove(property.Name, out JsonElement other))
            {
                Collect(property.Value, other, Place(path, property.Name), paths);
            }
            else
            {
                paths.Add(Place(path, property.Name));
            }
        }

        foreach (JsonProperty property in right.EnumerateObject().Where(property => others.ContainsKey(property.Name)))
        {
            if (paths.Count > MostPaths)
            {
                return;
            }

            paths.Add(Place(path, property.Name));
        }
    }

    private static string Place(string path, int index) => $"{path}/{index.ToString(CultureInfo.InvariantCulture)}";

    private static string Place(string path, string name)
    {
        string shown = StorableText.Beginning(name, LongestName);
        return $"{path}/{shown.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
    }
}
