namespace PromptIntel.Adapters.Firestore;

/// <summary>What a failed call means for what was asked.</summary>
internal enum FirestoreFailure
{
    /// <summary>The request itself cannot be carried out, now or later.</summary>
    Refused,

    /// <summary>Another transaction came between; the same again, from its beginning, may do.</summary>
    Aborted,

    /// <summary>Nothing is said about the request: no connection, no answer in time, no right, no quota, or a fault over there.</summary>
    Unavailable,
}

internal sealed class FirestoreException(FirestoreFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public FirestoreFailure Failure => failure;
}
