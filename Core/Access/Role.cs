namespace PromptIntel.Core.Access;

/// <summary>What a caller may do; each role may do all that the ones before it may.</summary>
public enum Role
{
    /// <summary>Read, search, render, and run workflows.</summary>
    Reader,

    /// <summary>Append versions and suggestions; production stays where it is.</summary>
    Editor,

    /// <summary>Move production and other labels, archive, import.</summary>
    Publisher,

    /// <summary>Build, validate, jobs, keys, audit.</summary>
    Operator,
}
