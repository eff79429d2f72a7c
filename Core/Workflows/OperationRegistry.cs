using System.Collections.Frozen;

namespace PromptIntel.Core.Workflows;

/// <summary>The operations this build knows, by type. Two of one type are a mistake of composition and throw.</summary>
public sealed class OperationRegistry(IEnumerable<IOperation> operations)
{
    private readonly FrozenDictionary<string, IOperation> _byType =
        operations.ToDictionary(operation => operation.Type, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>In alphabetical order.</summary>
    public IEnumerable<string> Types => _byType.Keys.Order(StringComparer.Ordinal);

    /// <summary>The operation of a type; null when this build has none.</summary>
    public IOperation? Find(string type) => _byType.GetValueOrDefault(type);
}
