using System.Security.Claims;
using System.Text;

using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

using PromptIntel.Api.Hosting;
using PromptIntel.Core.Catalog;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Api.Mcp;

/// <summary>Entries as their authors write them, and what executions produced.</summary>
internal sealed class ResourceHandlers(OwnRoutes routes)
{
    public const string EntryTemplate = "promptintel://entries/{namespace}/{name}";

    private const string ArtifactTemplate = "promptintel://executions/{id}/artifacts/{name}";
    private const string Scheme = "promptintel";

    public static ValueTask<ListResourceTemplatesResult> ListTemplatesAsync(
        RequestContext<ListResourceTemplatesRequestParams> request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ListResourceTemplatesResult
        {
            ResourceTemplates =
            [
                new ResourceTemplate
                {
                    Name = "entry",
                    UriTemplate = EntryTemplate,
                    Description = "A prompt, operation, recipe, solver, schema or configuration, as its author writes it.",
                    MimeType = "text/markdown",
                },
                new ResourceTemplate
                {
                    Name = "artifact",
                    UriTemplate = ArtifactTemplate,
                    Description = "A document that an execution produced, such as contract.md.",
                },
            ],
        });

    public async ValueTask<ReadResourceResult> ReadAsync(
        RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken)
    {
        string uri = request.Params?.Uri ?? "";
        OwnRequest own = Parse(uri) ?? throw new McpProtocolException($"There is no resource {uri}.", McpErrorCode.InvalidParams);
        OwnAnswer answer = await routes.SendAsync(own, request.User ?? new ClaimsPrincipal(), request.Services!, cancellationToken);

        if (!answer.IsSuccess)
        {
            throw new McpProtocolException(answer.Detail, McpErrorCode.InvalidParams);
        }

        return new ReadResourceResult
        {
            Contents =
            [
                new TextResourceContents
                {
                    Uri = uri,
                    MimeType = answer.ContentType.Split(';')[0],
                    Text = Encoding.UTF8.GetString(answer.Body),
                },
            ],
        };
    }

    private static OwnRequest? Parse(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed) || parsed.Scheme != Scheme)
        {
            return null;
        }

        string[] parts =
            [parsed.Host, .. parsed.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        return parts switch
        {
            ["entries", var space, var name] when EntryKey.IsNamespace(space) =>
                new OwnRequest("GetPrompt") { Path = { ["namespace"] = space, ["name"] = name }, Query = { ["format"] = "markdown" } },
            ["executions", var id, "artifacts", var name] when Guid.TryParse(id, out _) =>
                new OwnRequest("GetArtifact") { Path = { ["id"] = id, ["name"] = name } },
            _ => null,
        };
    }
}
