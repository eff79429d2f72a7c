namespace PromptIntel.Core.Schemas;

/// <param name="Path">As in the value: <c>contacts[0].email</c>; empty for the whole.</param>
/// <param name="Code">snake_case: <c>required</c>, <c>type</c>, <c>enum</c>, <c>format</c> ...</param>
/// <param name="Detail">For a person or a model; never contains the value itself.</param>
public sealed record SchemaViolation(string Path, string Code, string Detail)
{
    public override string ToString() => Path.Length == 0 ? Detail : $"{Path}: {Detail}";
}
