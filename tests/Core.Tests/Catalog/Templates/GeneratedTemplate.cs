using System.Text;
using System.Text.Json;

namespace PromptIntel.Core.Tests.Catalog.Templates;

/// <summary>
/// Templates of the grammar that Handlebars and the product share, made at random from a seed: every name they use is in
/// <see cref="Variables"/>, at the place where it is used.
/// </summary>
internal sealed class GeneratedTemplate(Random random)
{
    private static readonly string[] Words = [
        "Hello", " ", "\n", ", ", "a b", "\n\n", "- ", "  ", "\t", "Zürich", "x.\n", "\r\n", "\"q\"", "it's", "<b>", "\n  "
    ];
    private static readonly string[] Scalars = ["name", "count", "flag", "zero", "empty", "none", "text-with-dash"];
    private readonly StringBuilder _text = new();

    public static JsonElement Variables { get; } = JsonElement.Parse("""
        {
          "name": "Nordic Sprint", "count": 12, "flag": true, "zero": 0, "empty": "", "none": null, "text-with-dash": "é",
          "items": [
            { "id": 1, "label": "one", "tags": ["a", "b"] }, { "id": 2, "label": "", "tags": [] },
            { "id": 3, "label": "three", "tags": ["c"] }
          ],
          "nothing": [], "words": ["alpha", "", "gamma"], "numbers": [3, 0, -7],
          "owner": { "name": "Aoife", "city": { "name": "東京" }, "age": 41 }, "hollow": {}
        }
        """);

    /// <summary>At most some twenty tags, blocks up to four deep.</summary>
    public static string Next(Random random)
    {
        var template = new GeneratedTemplate(random);
        template.WriteNodes(Place.Root, depth: 0);
        return template._text.ToString();
    }

    private void WriteNodes(Place place, int depth)
    {
        int count = random.Next(1, depth == 0 ? 7 : 4);
        for (int node = 0; node < count; node++)
        {
            WriteNode(place, depth);
        }
    }

    private void WriteNode(Place place, int depth)
    {
        switch (random.Next(depth < 4 ? 11 : 6))
        {
            case < 3:
                _text.Append(Words[random.Next(Words.Length)]);
                break;
            case < 5:
                Tag(Expression(place));
                break;
            case 5:
                _text.Append(random.Next(2) == 0 ? "{{! a note }}" : "{{!-- a }} note --}}");
                break;
            case 6 or 7:
                WriteCondition(place, depth);
                break;
            case 8:
                WriteLoop(place, depth);
                break;
            case 9:
                WriteWith(place, depth);
                break;
            default:
                _text.Append("\\{{name}}");
                break;
        }
    }

    private void WriteCondition(Place place, int depth)
    {
        string block = random.Next(2) == 0 ? "if" : "unless";
        string condition = random.Next(4) == 0 ? $"(eq {Path(place)} {Literal()})" : Path(place);
        Tag($"#{block} {condition}");
        WriteNodes(place, depth + 1);
        if (block == "if" && random.Next(3) == 0)
        {
            Tag($"else if {Path(place)}");
            WriteNodes(place, depth + 1);
        }

        if (random.Next(2) == 0)
        {
            Tag("else");
            WriteNodes(place, depth + 1);
        }

        Tag($"/{block}");
    }

    private void WriteLoop(Place place, int depth)
    {
        if (place.Loops.Length == 0)
        {
            return;
        }

        (string path, Place inner) = place.Loops[random.Next(place.Loops.Length)];
        Tag($"#each {path}");
        WriteNodes(inner, depth + 1);
        if (random.Next(3) == 0)
        {
            // Handlebars.Net counts the loop as a frame in its else; here, as in Handlebars, nothing was entered.
            Tag("else");
            WriteNodes(Place.Absolute, depth + 1);
        }

        Tag("/each");
    }

    private void WriteWith(Place place, int depth)
    {
        if (place.With is not var (path, inner))
        {
            return;
        }

        Tag($"#with {path}");
        WriteNodes(inner, depth + 1);
        Tag("/with");
    }

    private string Expression(Place place) => random.Next(6) switch
    {
        0 => $"default {Path(place)} {Literal()}",
        1 => $"join {Path(place)} \", \"",
        2 => $"default (join {Path(place)} '-') \"none\"",
        _ => Path(place),
    };

    private string Path(Place place) => place.Paths[random.Next(place.Paths.Length)];

    private string Literal() => random.Next(4) switch
    {
        0 => "12",
        1 => "'}}'",
        2 => "true",
        _ => "\"Nordic Sprint\"",
    };

    private void Tag(string content)
    {
        bool isValue = content[0] is not ('#' or '/') && !content.StartsWith("else", StringComparison.Ordinal);
        // Handlebars.Net takes the tilde behind a number for a part of it.
        int shape = random.Next(content.EndsWith("12", StringComparison.Ordinal) ? 5 : 0, 12);
        _text.Append(shape switch
        {
            0 => $"{{{{~{content}}}}}",
            1 => $"{{{{{content}~}}}}",
            2 => $"{{{{~{content}~}}}}",
            3 when isValue => $"{{{{{{{content}}}}}}}",
            4 when isValue => $"{{{{ {content} }}}}",
            _ => $"{{{{{content}}}}}",
        });
        if (!isValue && random.Next(2) == 0)
        {
            _text.Append(random.Next(3) == 0 ? "  \n" : "\n");
        }
    }

    /// <summary>What can be named at a place, and what can be entered from there.</summary>
    private sealed record Place(string[] Paths, (string Path, Place Inner)[] Loops, (string Path, Place Inner)? With)
    {
        public static readonly Place Absolute = new(
            ["@root.name", "@root.count"], [("@root.nothing", new Place(["this"], [], null))], null);

        private static readonly Place Leaf = new(["this", "@index", "@root.name"], [], null);
        private static readonly Place Word = new(
            ["this", "@index", "@first", "@last", "../name", "@root.count"], [("../numbers", Leaf)], null);
        private static readonly Place Tag = new(
            ["this", "@index", "../label", "../../name", "@root.flag"], [("../tags", Leaf), ("../../words", Leaf)], null);
        private static readonly Place Item = new(
            ["id", "label", "tags", "this.label", "@index", "@first", "@last", "../name", "../zero", "tags.0", "@root.name"],
            [("tags", Tag)],
            null);
        private static readonly Place Member = new(["this", "@key", "@first", "@last", "../name"], [("../words", Leaf)], null);
        private static readonly Place City = new(["name", "../age", "../../count", "this.name"], [("../../words", Leaf)], null);
        private static readonly Place Owner = new(
            ["name", "age", "city", "city.name", "../name", "this.city.name"], [("../numbers", Leaf)], ("city", City));

        public static Place Root { get; } = new(
            [
                .. Scalars,
                "items",
                "words",
                "owner",
                "hollow",
                "owner.name",
                "owner.city.name",
                "items.1.label",
                "items.[0].id",
                "words.2",
                "numbers",
                "this.name",
                "./name",
                "@root.owner.age"
            ],
            [
                ("items", Item),
                ("words", Word),
                ("nothing", Word),
                ("numbers", Word),
                ("owner", Member),
                ("items.0.tags", Word),
                ("hollow", Member)
            ],
            ("owner", Owner));
    }
}
