using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Exchange.Langfuse;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>The texts of versions in one file as templates, where others of the file refer to them by number.</summary>
internal static class LangfuseReferences
{
    /// <summary>
    /// Those of the named versions that can be said here. One that refers to others comes after them; one that is deeper than texts may
    /// include each other, refers to itself or to none of the file is left out, so that who refers to it is refused.
    /// </summary>
    /// <param name="written">Texts of Langfuse.</param>
    public static Dictionary<(EntryKey Key, int Version), string> Resolve(
        Dictionary<(EntryKey Key, int Version), string> written, HashSet<(EntryKey Key, int Version)> named, SourceFiles all)
    {
        var texts = new Dictionary<(EntryKey Key, int Version), string>();
        var waiting = written.Where(one => named.Contains(one.Key))
            .Select(one => (one.Key, Text: one.Value, Needs: LangfuseText.PinnedIn(one.Value).ToList()))
            .ToList();
        for (int depth = 0; depth < PromptComposition.Deepest && waiting.Count > 0; depth++)
        {
            var ready = waiting.FindAll(one => one.Needs.TrueForAll(texts.ContainsKey));
            waiting.RemoveAll(one => one.Needs.TrueForAll(texts.ContainsKey));
            foreach (var one in ready)
            {
                var reading = new LangfuseReading(texts);
                string template = LangfuseText.ToTemplate(one.Text, "prompt", reading);
                if (!reading.HasErrors && all.Include(reading.Included))
                {
                    texts[one.Key] = template;
                }
            }
        }

        return texts;
    }
}
