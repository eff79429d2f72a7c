using System.Collections.Immutable;

using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace PromptIntel.DocumentReader.Forms;

/// <summary>The fields of one document, page by page, and how many there may be.</summary>
internal sealed class FormFields(PdfDocument document, ReaderLimits limits)
{
    private const int MostFields = 5_000;
    private const int MostAnnotations = 100_000;

    private readonly FieldReader _reader = new(limits.MaxCharacters);
    private int _annotations;
    private int _fields;

    /// <summary>Why no more are read; null while they are within the limits.</summary>
    public string? Excess =>
        _fields > MostFields ? $"It has more than {MostFields} form fields."
        : _annotations > MostAnnotations ? $"It has more than {MostAnnotations} annotations."
        : _reader.Characters > limits.MaxCharacters ? $"Its form fields have more than {limits.MaxCharacters} characters."
        : null;

    public ImmutableArray<FormField> On(Page page)
    {
        var nodes = new NodeChain(document, page.Dictionary);

        if (nodes.Own<ArrayToken>("Annots") is not { } annotations || PageFrame.Of(page, nodes) is not { } frame)
        {
            return [];
        }

        var fields = ImmutableArray.CreateBuilder<FormField>();

        foreach (IToken token in annotations.Data)
        {
            _annotations++;

            if (Excess is not null)
            {
                return [];
            }

            if (nodes.Resolve(token) is DictionaryToken shown && Read(new NodeChain(document, shown), frame) is { } field)
            {
                fields.Add(field);
            }
        }

        return fields.ToImmutable();
    }

    private FormField? Read(NodeChain shown, PageFrame frame)
    {
        if (shown.TextOf(shown.Own<NameToken>("Subtype")) != "Widget")
        {
            return null;
        }

        _fields++;
        return shown.Own<ArrayToken>("Rect") is { } corners && frame.Place(corners, shown) is { } box ? _reader.Read(shown, box) : null;
    }
}
