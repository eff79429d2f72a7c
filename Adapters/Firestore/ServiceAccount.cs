using System.Security.Cryptography;
using System.Text.Json;

using Google.Apis.Auth.OAuth2;

namespace PromptIntel.Adapters.Firestore;

/// <summary>A service account's key file, checked when it is read.</summary>
internal sealed record ServiceAccount(string Project, ServiceAccountCredential Credential)
{
    private const string Key = FirestoreLocation.ServiceAccountKey;
    private const string Scope = "https://www.googleapis.com/auth/datastore";
    private const string ExpectedType = "service_account";

    /// <exception cref="FirestoreConfigurationException">The file is missing, or is not a key of a service account.</exception>
    public static ServiceAccount Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            string type = Required(document.RootElement, "type");

            if (type != ExpectedType)
            {
                throw new FirestoreConfigurationException($"The file of {Key} is of type '{type}', not '{ExpectedType}'.");
            }

            var initializer = new ServiceAccountCredential.Initializer(
                Required(document.RootElement, "client_email"), Required(document.RootElement, "token_uri"))
            {
                Scopes = [Scope],
                Key = ReadKey(Required(document.RootElement, "private_key")),
            };
            return new ServiceAccount(Required(document.RootElement, "project_id"), new ServiceAccountCredential(initializer));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FirestoreConfigurationException($"The file of {Key} ({path}) cannot be read.", exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FirestoreConfigurationException($"The file of {Key} is not the JSON key of a service account.", exception);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or FormatException)
        {
            throw new FirestoreConfigurationException($"The file of {Key} holds no usable private_key.", exception);
        }
    }

    /// <summary>Read here: Google's own reading of a broken key fails with whatever its parser met.</summary>
    private static RSA ReadKey(string pem)
    {
        var key = RSA.Create();
        key.ImportFromPem(pem);
        return key;
    }

    private static string Required(JsonElement file, string name) =>
        file.TryGetProperty(name, out JsonElement value) && value.GetString() is { Length: > 0 } text
            ? text
            : throw new FirestoreConfigurationException($"The file of {Key} has no {name}.");
}
