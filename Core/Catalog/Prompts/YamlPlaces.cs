using System.Collections.Immutable;
using System.Globalization;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// Where the fields of an authored text stand: of YAML, of JSON, which is YAML too, or of a prompt's front matter. Made only to say where
/// something is wrong, of a text that was read before.
/// </summary>
internal sealed class YamlPlaces
{
    private const int MostNodes = 100_000;
    private const int MostErrors = 100;

    private readonly Node _root;
    private readonly int _firstLine;
    private readonly MessagePlaces? _messages;

    private YamlPlaces(Node root, int firstLine, MessagePlaces? messages) =>
        (_root, _firstLine, _messages) = (root, firstLine, messages);

    /// <summary>
    /// The error with line and column of its field, or of the nearest around it; as it is where the text has no such field.
    /// </summary>
    public static EntryError Place(EntryError error, YamlPlaces? places) =>
        error.Field.Length > 0 && places?.Find(error.Field) is { } mark
            ? error with { Line = (int)mark.Line + places._firstLine - 1, Column = (int)mark.Column }
            : places?._messages?.Place(error) ?? error;

    /// <summary>The first hundred errors as <see cref="Place"/> has them, and behind them how many more there are.</summary>
    public static ImmutableArray<EntryError> PlaceFirst(ImmutableArray<EntryError> errors, YamlPlaces? places) =>
    [
        .. errors.Take(MostErrors).Select(error => Place(error, places)),
        .. errors.Length > MostErrors ? [More(errors.Length - MostErrors)] : (EntryError[])[],
    ];

    private static EntryError More(int count) =>
        new("", string.Create(CultureInfo.InvariantCulture, $"{count:N0} more errors are not listed."));

    /// <summary>Null for a text without fields.</summary>
    public static YamlPlaces? Read(string text)
    {
        string[] lines = MessageText.WithLineFeeds(text.TrimStart('\uFEFF')).Split('\n');
        int? fence = PromptMarkdown.FenceLine(lines);
        int start = fence is { } open ? open + 1 : 0;
        int end = fence is null ? lines.Length : Array.FindIndex(lines, start, PromptMarkdown.IsFence);
        if (end < 0)
        {
            return null;
        }

        try
        {
            Node? root = ReadTree(string.Join('\n', lines[start..end]));
            return root?.Members is null ? null
                : new YamlPlaces(root, start + 1, fence is null ? null : ReadMessages(root, lines, end + 1));
        }
        catch (YamlException)
        {
            // It is no YAML, so nothing in it is a field.
            return null;
        }
    }

    /// <summary>Null where the messages stand in the front matter.</summary>
    /// <param name="below">The line behind it, from 0.</param>
    private static MessagePlaces? ReadMessages(Node root, string[] lines, int below) =>
        below == lines.Length || root.Members!.ContainsKey("messages")
            ? null
            : new MessagePlaces(string.Join('\n', lines[below..]), below + 1, root.Members.GetValueOrDefault("type")?.Text == "text");

    private static Node? ReadTree(string yaml)
    {
        var parser = new Parser(new Scanner(new StringReader(yaml)));
        var open = new Stack<Node>();
        Node? root = null;
        for (int nodes = 0; nodes < MostNodes && parser.MoveNext();)
        {
            switch (parser.Current)
            {
                case MappingEnd or SequenceEnd:
                    open.Pop();
                    break;
                case Scalar key when open.TryPeek(out Node? mapping) && mapping is { Members: not null, Key: null }:
                    mapping.Key = (key.Value, key.Start);
                    break;
                case AnchorAlias or Scalar or MappingStart or SequenceStart:
                    nodes++;
                    Node node = new(parser.Current);
                    open.TryPeek(out Node? around);
                    around?.Add(node);
                    root ??= node;
                    if (node.IsContainer)
                    {
                        open.Push(node);
                    }

                    break;
            }
        }

        return root;
    }

    /// <summary>Follows a path such as <c>stages.draft.with.tier</c> or <c>recipes[1]</c> for as far as it leads.</summary>
    private Mark? Find(string path)
    {
        Node node = _root;
        Mark? found = null;
        while (path.Length > 0 && node.Follow(ref path) is { } next)
        {
            node = next;
            found = node.Place;
        }

        return found;
    }

    private sealed class Node(ParsingEvent start)
    {
        private static readonly char[] Ends = ['.', '['];

        private readonly List<Node>? _items = start is SequenceStart ? [] : null;

        private bool _hasEnds;

        /// <summary>Null for what is no scalar.</summary>
        public string? Text { get; } = (start as Scalar)?.Value;

        public Dictionary<string, Node>? Members { get; } = start is MappingStart ? new(StringComparer.Ordinal) : null;

        public (string Name, Mark Start)? Key { get; set; }

        public bool IsContainer => Members is not null || _items is not null;

        public Mark Place { get; private set; } = start.Start;

        public void Add(Node node)
        {
            _items?.Add(node);
            if (Key is { } key)
            {
                node.Place = key.Start;
                Members![key.Name] = node;
                _hasEnds |= key.Name.IndexOfAny(Ends) >= 0;
                Key = null;
            }
        }

        /// <summary>Takes the first part of a path off; null where it leads nowhere.</summary>
        public Node? Follow(ref string path)
        {
            if (_items is null)
            {
                string? name = NameIn(path);
                path = name is null ? path : path[name.Length..].TrimStart('.');
                return name is null ? null : Members![name];
            }

            int end = path.StartsWith('[') ? path.IndexOf(']', StringComparison.Ordinal) : path.IndexOf('.', StringComparison.Ordinal);
            string part = (end < 0 ? path : path[..end]).TrimStart('[');
            path = end < 0 ? "" : path[(end + 1)..].TrimStart('.');

            // A stage is spoken of by its name where it has one.
            return int.TryParse(part, out int index) && index < _items.Count
                ? _items[index]
                : _items.Find(item => item.Members?.GetValueOrDefault("id")?.Text == part);
        }

        /// <summary>The member that a path begins with, the longest where several do; null for none.</summary>
        private string? NameIn(string path)
        {
            if (Members is null)
            {
                return null;
            }

            // Members may be tens of thousands: all are looked at only where the name itself may hold what ends one.
            if (!_hasEnds)
            {
                int end = path.IndexOfAny(Ends);
                string name = end < 0 ? path : path[..end];
                return Members.ContainsKey(name) ? name : null;
            }

            return Members.Keys
                .Where(known => path.StartsWith(known, StringComparison.Ordinal)
                    && (path.Length == known.Length || Ends.Contains(path[known.Length])))
                .MaxBy(known => known.Length);
        }
    }
}
