using System.Globalization;

using Microsoft.AspNetCore.Components;

using PromptIntel.Web.Layout;

namespace PromptIntel.Web.Pages.Catalog;

/// <summary>
/// One entry: what it is and what it is for. It is written into the row of a list and is no component, of as few elements as can be: a
/// browser spends the time of a scroll on making rows, on finding their style and on laying them out.
/// </summary>
internal static class CatalogRow
{
    public static RenderFragment Of(EntryRow entry, string what) => Of(entry, builder => builder.AddContent(0, what));

    /// <param name="passages">Of its text, with the words that were looked for marked.</param>
    public static RenderFragment Of(EntryRow entry, IEnumerable<string> passages) => Of(entry, builder =>
    {
        foreach (string passage in passages)
        {
            builder.OpenElement(0, "span");
            builder.AddAttribute(1, "class", "passage");
            builder.OpenComponent<Marked>(2);
            builder.AddComponentParameter(3, nameof(Marked.Text), passage);
            builder.CloseComponent();
            builder.CloseElement();
        }
    });

    private static RenderFragment Of(EntryRow entry, RenderFragment what) => builder =>
    {
        builder.OpenElement(0, "a");
        builder.AddAttribute(1, "class", "entry");
        builder.AddAttribute(2, "href", EntryAddress.Of(entry.Namespace, entry.Name));
        builder.AddContent(3, $"{entry.Name} ");
        builder.AddContent(4, Element("small", "muted", entry.Namespace));
        builder.CloseElement();
        builder.AddContent(
            5, Element("small", "muted", string.Create(CultureInfo.InvariantCulture, $"{entry.Kind}, version {entry.Version}")));

        if (entry.SuggestionsCount > 0)
        {
            builder.AddContent(
                6, Element("span", "tag is-wait", string.Create(CultureInfo.InvariantCulture, $"{entry.SuggestionsCount} suggested")));
        }

        builder.OpenElement(7, "span");
        builder.AddAttribute(8, "class", "what");
        builder.AddContent(9, what);
        builder.CloseElement();
    };

    private static RenderFragment Element(string element, string look, string text) => builder =>
    {
        builder.OpenElement(0, element);
        builder.AddAttribute(1, "class", look);
        builder.AddContent(2, text);
        builder.CloseElement();
    };
}
