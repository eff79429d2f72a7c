using System.Security.Cryptography;
using System.Text.Json;

using Microsoft.Extensions.Configuration;

using PromptIntel.Adapters.Firestore;

namespace PromptIntel.Adapters.Tests.Firestore;

/// <summary>What the configuration keys choose, and what they refuse in one line that names them and holds no secret.</summary>
public sealed class FirestoreLocationTests : IDisposable
{
    private const string Secret = "do-not-print-me";

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("promptintel-").FullName, "key.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Read_WhenNothingIsSet_IsNone() => Assert.Null(Read(("FIREBASE_SERVICE_ACCOUNT_PATH", ""), ("GOOGLE_CLOUD_PROJECT", "p")));

    [Fact]
    public void Read_WhenTheEmulatorIsSet_IsTheEmulatorWithoutAnAccount()
    {
        FirestoreLocation location = Read(
            ("FIRESTORE_EMULATOR_HOST", "127.0.0.1:8080"), ("FIREBASE_SERVICE_ACCOUNT_PATH", "/nowhere"), ("GOOGLE_CLOUD_PROJECT", "p"))!;

        Assert.Equal((new Uri("http://127.0.0.1:8080/"), "p", null), (location.Address, location.Project, location.Account));
    }

    [Fact]
    public void Read_WhenAnAccountIsSet_IsItsProjectUnlessAnotherIsNamed()
    {
        Write(new
        {
            type = "service_account",
            project_id = "own",
            client_email = "a@own.example",
            token_uri = "https://token.example/",
            private_key = PrivateKey()
        });

        Assert.Equal("own", Read(("FIREBASE_SERVICE_ACCOUNT_PATH", _path))!.Project);
        Assert.Equal("named", Read(("FIREBASE_SERVICE_ACCOUNT_PATH", _path), ("GOOGLE_CLOUD_PROJECT", "named"))!.Project);
    }

    [Theory]
    [InlineData("""{"type":"authorized_user"}""", "is of type 'authorized_user'")]
    [InlineData("""{"type":"service_account","token_uri":"https://t/"}""", "has no client_email")]
    [InlineData(
        """{"type":"service_account","client_email":"a","token_uri":"https://t/","project_id":"p","private_key":"do-not-print-me"}""",
        "holds no usable private_key")]
    [InlineData(
        """
        {"type":"service_account","client_email":"a","token_uri":"https://t/","project_id":"p",
         "private_key":"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}
        """,
        "holds no usable private_key")]
    [InlineData("do-not-print-me", "is not the JSON key")]
    [InlineData("[]", "is not the JSON key")]
    [InlineData("""{"type":7}""", "is not the JSON key")]
    public void Read_WhenTheFileIsNoKey_SaysSoInOneLine(string content, string expected)
    {
        File.WriteAllText(_path, content);

        var refused = Assert.Throws<FirestoreConfigurationException>(() => Read(("FIREBASE_SERVICE_ACCOUNT_PATH", _path)));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Contains("FIREBASE_SERVICE_ACCOUNT_PATH", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Read_WhenTheFileIsMissingOrTheHostIsNone_NamesTheKey()
    {
        Assert.Contains(
            "cannot be read",
            Assert.Throws<FirestoreConfigurationException>(() => Read(("FIREBASE_SERVICE_ACCOUNT_PATH", _path))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "FIRESTORE_EMULATOR_HOST",
            Assert.Throws<FirestoreConfigurationException>(() => Read(("FIRESTORE_EMULATOR_HOST", "http://x y"))).Message,
            StringComparison.Ordinal);
    }

    private static FirestoreLocation? Read(params (string Key, string Value)[] settings) =>
        FirestoreLocation.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value))
            .Build());

    private static string PrivateKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private void Write(object file) => File.WriteAllText(_path, JsonSerializer.Serialize(file));
}
