using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PromptIntel.Core.Storage;

/// <summary>
/// The members of an enumeration as they are stored and sent: by name, in snake_case. Their order and their numbers mean nothing outside
/// the process, so a member may stand anywhere; renaming one changes what is stored, which a test holds. Safe for concurrent use.
/// </summary>
/// <typeparam name="T">Numbered by the compiler.</typeparam>
public sealed class StoredNames<T>
    where T : struct, Enum
{
    private readonly string[] _names;
    private readonly FrozenDictionary<string, T> _values;

    /// <param name="others">Members that are stored under another name than their own.</param>
    public StoredNames(params ReadOnlySpan<(T Value, string Name)> others)
    {
        T[] values = Enum.GetValues<T>();
        _names = new string[values.Length];

        foreach (T value in values)
        {
            _names[IndexOf(value)] = JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
        }

        foreach ((T value, string name) in others)
        {
            _names[IndexOf(value)] = name;
        }

        _values = values.ToFrozenDictionary(Of, StringComparer.Ordinal);
    }

    public string Of(T value) => _names[IndexOf(value)];

    /// <summary>False for a text that names no member.</summary>
    public bool TryParse(string? text, out T value)
    {
        if (text is not null && _values.TryGetValue(text, out value))
        {
            return true;
        }

        value = default;
        return false;
    }

    /// <exception cref="InvalidDataException">No member has this name: another build wrote it.</exception>
    public T Parse(string text) =>
        TryParse(text, out T value) ? value : throw new InvalidDataException($"The {typeof(T).Name} '{text}' is unknown to this build.");

    private static int IndexOf(T value) => Unsafe.BitCast<T, int>(value);
}
