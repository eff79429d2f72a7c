using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Json;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// Writes one YAML document as JSON while the parser gives its events. No tree is built and nothing is read recursively; depth, nodes,
/// letters and anchors are counted before they are kept, an alias at what it unfolds to.
/// </summary>
internal sealed class YamlJsonReader(IScanner scanner, Utf8JsonWriter writer, int firstLine)
{
    /// <summary>As deep as JSON is read.</summary>
    internal const int MaxDepth = 64;

    /// <summary>Of the text itself and of all that its scalars unfold to.</summary>
    internal const int MaxCharacters = 2 * 1024 * 1024;

    private const int MaxNodes = 100_000;
    private const int MaxAnchors = 1_000;

    private readonly Parser _parser = new(scanner);
    private readonly Stack<Container> _open = new();
    private readonly ImmutableDictionary<string, int>.Builder _lines = ImmutableDictionary.CreateBuilder<string, int>(
        StringComparer.Ordinal);

    // What stands in an anchored node is kept, to be taken once more for every alias.
    private readonly List<ParsingEvent> _kept = [];
    private readonly Dictionary<AnchorName, (int Start, int? End)> _anchors = [];
    private int _openAnchors;
    private int _anchorCount;
    private int _unfolding;
    private int _nodes;
    private long _characters;
    private Mark _at;

    /// <summary>Line of each top-level key.</summary>
    public ImmutableDictionary<string, int> Lines => _lines.ToImmutable();

    /// <exception cref="YamlException">Its start is the place of the mistake.</exception>
    public void Read()
    {
        _at = Next().Start;
        if (Next() is not DocumentStart)
        {
            throw Wrong("It is empty.");
        }

        do
        {
            ParsingEvent next = Next();
            _at = next.Start;
            Keep(next);
            Take(next);
        }
        while (_open.Count > 0);

        _ = Next();
        if (Next() is not StreamEnd and var more)
        {
            _at = more.Start;
            throw Wrong("One document is expected.");
        }
    }

    private ParsingEvent Next()
    {
        try
        {
            return _parser.MoveNext() ? _parser.Current! : throw Wrong("It ends too early.");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The scanner's answer to a letter that it expects nowhere.
            _at = scanner.CurrentPosition;
            throw Wrong("A letter stands where none of its kind may.");
        }
    }

    private void Take(ParsingEvent item)
    {
        switch (item)
        {
            case MappingEnd or SequenceEnd:
                End(item is MappingEnd);
                break;
            case AnchorAlias alias when !IsKey:
                Unfold(alias.Value);
                break;
            case Scalar key when IsKey:
                WriteKey(key);
                break;
            case NodeEvent node when !IsKey:
                Begin(node);
                break;
            default:
                throw Wrong("A key must be a plain text.");
        }
    }

    private bool IsKey => _open.TryPeek(out Container? container) && container is { Names: not null, HasKey: false };

    private void Begin(NodeEvent node)
    {
        if (++_nodes > MaxNodes)
        {
            throw Wrong($"It has more than {MaxNodes} values once its aliases are unfolded.");
        }

        if (node is Scalar scalar)
        {
            WriteScalar(scalar);
            Close();
            return;
        }

        if (_open.Count == MaxDepth)
        {
            throw Wrong($"It is nested deeper than {MaxDepth} levels.");
        }

        RefuseTag(node, allowsText: false);
        var container = new Container(
            node is MappingStart ? new HashSet<string>(StringComparer.Ordinal) : null, _unfolding == 0 ? node.Anchor : default);
        _open.Push(container);
        if (container.Names is null)
        {
            writer.WriteStartArray();
        }
        else
        {
            writer.WriteStartObject();
        }
    }

    private void End(bool isMapping)
    {
        Container ended = _open.Pop();
        if (ended.HasKey)
        {
            throw Wrong("A key stands without its value.");
        }

        if (isMapping)
        {
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteEndArray();
        }

        if (!ended.Anchor.IsEmpty)
        {
            _anchors[ended.Anchor] = (_anchors[ended.Anchor].Start, _kept.Count);
            _openAnchors--;
        }

        Close();
    }

    /// <summary>A value is complete: a key comes next.</summary>
    private void Close()
    {
        if (_open.TryPeek(out Container? around))
        {
            around.HasKey = false;
        }
    }

    private void Keep(ParsingEvent item)
    {
        AnchorName anchor = item is NodeEvent node ? node.Anchor : default;
        if (_openAnchors == 0 && anchor.IsEmpty)
        {
            return;
        }

        _kept.Add(item);
        if (anchor.IsEmpty)
        {
            return;
        }

        if (++_anchorCount > MaxAnchors)
        {
            throw Wrong($"It has more than {MaxAnchors} anchors.");
        }

        bool isWhole = item is Scalar;
        _anchors[anchor] = (_kept.Count - 1, isWhole ? _kept.Count : null);
        _openAnchors += isWhole ? 0 : 1;
    }

    private void Unfold(AnchorName anchor)
    {
        if (!_anchors.TryGetValue(anchor, out (int Start, int? End) kept))
        {
            throw Wrong($"There is no anchor '{anchor}' before this alias.");
        }

        int end = kept.End ?? throw Wrong($"The alias '{anchor}' stands in what it names.");
        _unfolding++;
        for (int index = kept.Start; index < end; index++)
        {
            Take(_kept[index]);
        }

        _unfolding--;
    }

    private void WriteKey(Scalar key)
    {
        Container mapping = _open.Peek();
        if (key is { Value: "<<", Style: ScalarStyle.Plain })
        {
            throw Wrong("Merge keys are not supported; write the fields out.");
        }

        RefuseTag(key, allowsText: true);
        string name = Checked(key.Value);
        if (!mapping.Names!.Add(name))
        {
            throw Wrong($"The key '{name}' stands here twice.");
        }

        if (_open.Count == 1)
        {
            _lines[name] = (int)_at.Line + firstLine - 1;
        }

        writer.WritePropertyName(name);
        mapping.HasKey = true;
    }

    private void WriteScalar(Scalar scalar)
    {
        RefuseTag(scalar, allowsText: true);
        string text = Checked(scalar.Value);
        if (scalar.Style != ScalarStyle.Plain || !scalar.Tag.IsEmpty)
        {
            writer.WriteStringValue(text);
            return;
        }

        if (!YamlScalars.TryWrite(writer, text))
        {
            throw Wrong("A number must fit a double.");
        }
    }

    private string Checked(string text)
    {
        _characters += text.Length;
        if (_characters > MaxCharacters)
        {
            throw Wrong($"It has more than {MaxCharacters} letters once its aliases are unfolded.");
        }

        return StorableJson.FaultOf(text) is { } fault ? throw Wrong($"A text {fault}.") : text;
    }

    private void RefuseTag(NodeEvent node, bool allowsText)
    {
        if (!node.Tag.IsEmpty && !(allowsText && node.Tag.Value is "!" or "tag:yaml.org,2002:str"))
        {
            throw Wrong($"The tag '{node.Tag}' is not supported.");
        }
    }

    private YamlException Wrong(string message) => new(_at, _at, message);

    /// <param name="Names">The keys so far; null in a list.</param>
    private sealed record Container(HashSet<string>? Names, AnchorName Anchor)
    {
        public bool HasKey { get; set; }
    }
}
