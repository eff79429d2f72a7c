using System.Collections.Immutable;
using System.Reflection;

namespace PromptIntel.Tests.Shared;

/// <summary>One folder of a capability uses another, for instance by these types.</summary>
internal sealed record FolderUse(string Capability, string From, string To, string Example)
{
    public override string ToString() => $"{Capability}: {From} -> {To} ({Example})";
}

/// <summary>
/// Which folders within one capability use each other, as the compiled code says: base types, signatures and method bodies. A folder is a
/// namespace. Types that stand at the capability's root are what it offers, words beside entry points, so each counts for itself, written
/// <c>./Name</c>; and so does what registers services, which knows every folder.
/// </summary>
internal static class FolderUses
{
    private const string Registration = "ServiceCollectionExtensions";
    private const string AtRoot = "./";

    public static ImmutableArray<FolderUse> Of(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           from used in TypeUses.Of(type)
           let user = Outermost(type)
           let other = Outermost(used)
           where other.Assembly == assembly && user != other
           let place = PlaceOf(user)
           let otherPlace = PlaceOf(other)
           where place is not null && place.Value.Capability == otherPlace?.Capability && place != otherPlace
           group $"{user.Name} uses {other.Name}" by (place.Value.Capability, From: place.Value.Folder, To: otherPlace.Value.Folder)
           into uses
           orderby uses.Key
           select new FolderUse(uses.Key.Capability, uses.Key.From, uses.Key.To, uses.Order(StringComparer.Ordinal).First()),
    ];

    /// <summary>
    /// The uses that are part of a circle through a folder: from what is used, the user is used again, directly or through others.
    /// </summary>
    public static ImmutableArray<FolderUse> InCircles(ImmutableArray<FolderUse> uses)
    {
        string[] circular =
            [.. uses.Where(use => !IsAtRoot(use.From) && Reaches(uses, use.To, use.From)).Select(use => use.From).Distinct()];
        return [.. uses.Where(use => circular.Any(folder => Reaches(uses, use.To, folder) && Reaches(uses, folder, use.From)))];
    }

    public static bool IsAtRoot(string folder) => folder.StartsWith(AtRoot, StringComparison.Ordinal);

    private static bool Reaches(ImmutableArray<FolderUse> uses, string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { from };
        var open = new Queue<string>(seen);

        while (open.TryDequeue(out string? folder))
        {
            if (folder == to)
            {
                return true;
            }

            foreach (FolderUse use in uses.Where(use => use.From == folder && seen.Add(use.To)))
            {
                open.Enqueue(use.To);
            }
        }

        return false;
    }

    /// <summary>
    /// Of <c>PromptIntel.Core.Execution.Models</c>: <c>Execution</c> and <c>Calls</c>. Null for what stands in no capability.
    /// </summary>
    private static (string Capability, string Folder)? PlaceOf(Type type)
    {
        string project = type.Assembly.GetName().Name!;

        if (type.Namespace?.StartsWith($"{project}.", StringComparison.Ordinal) != true)
        {
            return null;
        }

        string[] parts = type.Namespace[(project.Length + 1)..].Split('.', 2);
        bool standsAlone = parts.Length == 1 || type.Name.EndsWith(Registration, StringComparison.Ordinal);
        return (parts[0], standsAlone ? AtRoot + type.Name : parts[1]);
    }

    public static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
