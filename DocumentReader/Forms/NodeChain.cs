using System.Collections.Immutable;

using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace PromptIntel.DocumentReader.Forms;

/// <summary>
/// A field or page as a file keeps it, and those above it, from which it has what it does not say itself. Files nest them as deep as they
/// like and in circles; those beyond the depth count as not there.
/// </summary>
internal sealed class NodeChain
{
    private const int Deepest = 32;

    private readonly PdfDocument _document;
    private readonly ImmutableArray<DictionaryToken> _nodes;

    public NodeChain(PdfDocument document, DictionaryToken own)
    {
        _document = document;
        var nodes = ImmutableArray.CreateBuilder<DictionaryToken>();

        for (DictionaryToken? node = own; node is not null && nodes.Count < Deepest; node = Find<DictionaryToken>(node, "Parent"))
        {
            nodes.Add(node);
        }

        _nodes = nodes.ToImmutable();
    }

    /// <summary>The nearest one that has it.</summary>
    public T? Inherited<T>(string name)
        where T : class, IToken => _nodes.Select(node => Find<T>(node, name)).FirstOrDefault(token => token is not null);

    /// <summary>Of itself alone.</summary>
    public T? Own<T>(string name)
        where T : class, IToken => Find<T>(_nodes[0], name);

    public int Flags(string name) => (int)Math.Clamp(Inherited<NumericToken>(name)?.Double ?? 0, 0, int.MaxValue);

    /// <summary>A text, or the name of a state.</summary>
    public string? Text(string name) => TextOf(Inherited<IToken>(name));

    public string? TextOf(IToken? token) => Resolve(token) switch
    {
        StringToken text => text.Data,
        HexToken text => text.Data,
        NameToken text => text.Data,
        _ => null,
    };

    public IToken? Resolve(IToken? token) =>
        token is IndirectReferenceToken reference ? _document.Structure.GetObject(reference.Data)?.Data : token;

    private T? Find<T>(DictionaryToken dictionary, string name)
        where T : class, IToken => dictionary.Data.TryGetValue(name, out IToken? token) ? Resolve(token) as T : null;
}
