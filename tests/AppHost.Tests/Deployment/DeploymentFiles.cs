using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Tests.Shared.Servers;

using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace PromptIntel.AppHost.Tests.Deployment;

/// <summary>The files of <c>deploy/</c>.</summary>
internal static partial class DeploymentFiles
{
    public static JsonElement Compose { get; } = ReadYaml("compose.yaml");

    public static string Dockerfile { get; } = File.ReadAllText(PathOf("Dockerfile"));

    /// <summary>The Cloud Run service of a program.</summary>
    public static JsonElement CloudRun(string program) => ReadYaml($"cloudrun/{program}.yaml");

    /// <summary>The only container of a Cloud Run service.</summary>
    public static JsonElement ContainerOf(JsonElement service) =>
        Assert.Single(service.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers").EnumerateArray());

    /// <summary>
    /// What a service of the compose file is given: a variable is <c>${NAME}</c>, however it is asked for, a literal <c>$$</c> is <c>$</c>.
    /// </summary>
    public static Dictionary<string, string> ComposeEnvironment(string service) =>
        Compose.GetProperty("services").GetProperty(service).GetProperty("environment").EnumerateObject()
            .ToDictionary(variable => variable.Name, variable => Unquote(variable.Value.GetString()!));

    public static string Unquote(string value) => Variable().Replace(value, match =>
        match.Groups["instead"] is { Success: true } instead ? instead.Value : $"${{{match.Groups["name"].Value}}}")
        .Replace("$$", "$", StringComparison.Ordinal);

    private static JsonElement ReadYaml(string name)
    {
        using var file = new StreamReader(PathOf(name));
        object? document = new DeserializerBuilder().Build().Deserialize(new MergingParser(new Parser(file)));
        return JsonElement.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(document));
    }

    private static string PathOf(string name) => Path.Combine(ServerScript.FindRoot(), "deploy", name);

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>\w+)(:[-?][^}]*|:\+(?<instead>[^}]*))?\}")]
    private static partial Regex Variable();
}
