using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace PromptIntel.Embedder.Weights;

/// <summary>Reads resources out of an assembly's file without loading it, and without holding it in memory.</summary>
internal static class AssemblyResource
{
    /// <exception cref="InvalidDataException">The file is no assembly, or has no resource of that name.</exception>
    public static void CopyTo(string assembly, string name, Stream target)
    {
        using FileStream file = File.OpenRead(assembly);
        (file.Position, int left) = Find(file, name);
        byte[] buffer = new byte[1 << 16];

        while (left > 0)
        {
            int read = file.Read(buffer, 0, Math.Min(left, buffer.Length));
            target.Write(buffer, 0, read > 0 ? read : throw new InvalidDataException($"{assembly} ends within {name}."));
            left -= read;
        }
    }

    private static (long Begin, int Length) Find(FileStream file, string name)
    {
        try
        {
            using var image = new PEReader(file, PEStreamOptions.LeaveOpen);
            MetadataReader metadata = image.GetMetadataReader();
            ManifestResource? resource =
                metadata.ManifestResources.Select(handle => (ManifestResource?)metadata.GetManifestResource(handle))
                    .FirstOrDefault(resource => metadata.StringComparer.Equals(resource!.Value.Name, name));

            if (resource is not { } found
                || !image.PEHeaders.TryGetDirectoryOffset(image.PEHeaders.CorHeader!.ResourcesDirectory, out int begin))
            {
                throw new InvalidDataException($"{file.Name} has no resource {name}.");
            }

            Span<byte> length = stackalloc byte[sizeof(int)];
            file.Position = begin + found.Offset;
            file.ReadExactly(length);
            return (file.Position, BinaryPrimitives.ReadInt32LittleEndian(length));
        }
        catch (BadImageFormatException exception)
        {
            throw new InvalidDataException($"{file.Name} is no assembly.", exception);
        }
    }
}
