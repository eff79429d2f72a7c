using System.Runtime.InteropServices;
using System.Text;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// A trained model as bytes: format version, dimensions, number of terms, each term with its rarity, then the basis as little-endian
/// single precision. Every version that was released stays readable.
/// </summary>
internal static class LatentSemanticFormat
{
    private const int FormatVersion = 1;

    public static byte[] Write(LatentSemanticEmbedder embedder)
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(FormatVersion);
            writer.Write(embedder.Dimensions);
            writer.Write(embedder.Vocabulary.Terms.Length);
            for (int term = 0; term < embedder.Vocabulary.Terms.Length; term++)
            {
                writer.Write(embedder.Vocabulary.Terms[term]);
                writer.Write(embedder.Vocabulary.Rarities[term]);
            }

            writer.Write(MemoryMarshal.AsBytes(embedder.Basis.AsSpan()));
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">Not a model, or of a later format.</exception>
    public static LatentSemanticEmbedder Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using BinaryReader reader = new(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
            int version = reader.ReadInt32();
            if (version != FormatVersion)
            {
                throw new InvalidDataException($"A model of format {version}; this build reads {FormatVersion}.");
            }

            int dimensions = reader.ReadInt32();
            string[] terms = new string[reader.ReadInt32()];
            float[] rarities = new float[terms.Length];
            for (int term = 0; term < terms.Length; term++)
            {
                terms[term] = reader.ReadString();
                rarities[term] = reader.ReadSingle();
            }

            float[] basis = new float[terms.Length * dimensions];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(basis.AsSpan()));
            return new LatentSemanticEmbedder(new TermVocabulary(terms, rarities), basis, dimensions);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The model ends before its last number.", exception);
        }
    }
}
