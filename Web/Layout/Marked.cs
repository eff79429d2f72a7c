using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace PromptIntel.Web.Layout;

/// <summary>A passage with the words that were looked for marked; the search puts them between <c>**</c>. Text stays text.</summary>
public sealed class Marked : ComponentBase
{
    private const string Mark = "**";

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        bool isMarked = false;

        foreach (string part in Text.Split(Mark))
        {
            if (isMarked)
            {
                builder.OpenElement(0, "mark");
                builder.AddContent(1, part);
                builder.CloseElement();
            }
            else
            {
                builder.AddContent(2, part);
            }

            isMarked = !isMarked;
        }
    }
}
