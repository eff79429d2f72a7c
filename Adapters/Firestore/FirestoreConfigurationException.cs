namespace PromptIntel.Adapters.Firestore;

/// <summary>
/// The configuration names a Firestore that cannot be used. The message is one line, names the setting and holds no secret.
/// </summary>
public sealed class FirestoreConfigurationException : Exception
{
    public FirestoreConfigurationException()
    {
    }

    public FirestoreConfigurationException(string message)
        : base(message)
    {
    }

    public FirestoreConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
