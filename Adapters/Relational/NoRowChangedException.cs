namespace PromptIntel.Adapters.Relational;

/// <summary>The statement of a <see cref="SqlSession.RequireAsync"/> changed no row: what depended on it was not written.</summary>
public sealed class NoRowChangedException : Exception
{
    public NoRowChangedException()
        : this("The statement had to change a row and found none.")
    {
    }

    public NoRowChangedException(string message)
        : base(message)
    {
    }

    public NoRowChangedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
