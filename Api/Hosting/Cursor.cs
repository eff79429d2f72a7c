using System.Buffers.Text;
using System.Text;

namespace PromptIntel.Api.Hosting;

/// <summary>Opaque page cursors: where the next page starts, in base64url.</summary>
internal static class Cursor
{
    public static string Encode(string position) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(position));

    /// <summary>False for a cursor that this API did not write.</summary>
    public static bool TryDecode(string cursor, out string position)
    {
        position = "";

        if (!Base64Url.IsValid(cursor))
        {
            return false;
        }

        position = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        // No position holds it, and not every store takes it.
        return !position.Contains('\0', StringComparison.Ordinal);
    }
}
