using System.Net.Http.Headers;

namespace PromptIntel.Api.Tests.Documents;

/// <summary>The form that a browser or curl sends with one file.</summary>
internal static class DocumentForm
{
    public static MultipartFormDataContent Of(byte[] bytes, string name, string? type = null)
    {
        var part = new ByteArrayContent(bytes);
        part.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return new MultipartFormDataContent { { part, "file", name } };
    }
}
