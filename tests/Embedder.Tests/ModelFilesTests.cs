using PromptIntel.Embedder.Weights;

namespace PromptIntel.Embedder.Tests;

public sealed class ModelFilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("promptintel-weights-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Prepare_BySeveralAtOnce_LeavesTheFilesAndNothingElse()
    {
        LoadedModel.SkipWithoutWeights();
        string directory = Path.Combine(_directory.FullName, "not", "there");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ModelFiles.Prepare(directory))));

        Assert.Equal(["model.onnx", "vocab.txt"], Directory.EnumerateFiles(directory).Select(Path.GetFileName).Order());
        Assert.Equal(90_893_304, new FileInfo(Path.Combine(directory, "model.onnx")).Length);
    }

    [Fact]
    public void Prepare_WithWhatItNeeds_WritesNothing()
    {
        LoadedModel.SkipWithoutWeights();
        string model = ModelFiles.Prepare(_directory.FullName).Model;
        DateTime written = File.GetLastWriteTimeUtc(model);

        ModelFiles.Prepare(_directory.FullName);

        Assert.Equal(written, File.GetLastWriteTimeUtc(model));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50_000_000)]
    public void Prepare_WithAFileThatIsNotWhole_TakesItOutAgain(int length)
    {
        LoadedModel.SkipWithoutWeights();
        string model = ModelFiles.Prepare(_directory.FullName).Model;
        byte[] whole = File.ReadAllBytes(model);
        File.WriteAllBytes(model, whole[..length]);

        ModelFiles.Prepare(_directory.FullName);

        Assert.True(whole.AsSpan().SequenceEqual(File.ReadAllBytes(model)));
    }

    [Fact]
    public void CopyTo_OfAResourceThatIsNotThere_NamesIt()
    {
        var missing = Assert.Throws<InvalidDataException>(
            () => AssemblyResource.CopyTo(typeof(ModelFiles).Assembly.Location, "no.such.resource", Stream.Null));

        Assert.Contains("no.such.resource", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CopyTo_OfAFileThatIsNoAssembly_SaysSo()
    {
        string path = Path.Combine(_directory.FullName, "text.dll");
        File.WriteAllText(path, new string('x', 1000));

        Assert.Throws<InvalidDataException>(() => AssemblyResource.CopyTo(path, "model.onnx", Stream.Null));
    }

    [Fact]
    public void CopyTo_GivesTheResourceByteForByte()
    {
        using var copy = new MemoryStream();
        using Stream resource = typeof(ModelFiles).Assembly.GetManifestResourceStream("decompositions.txt")!;
        using var expected = new MemoryStream();
        resource.CopyTo(expected);

        AssemblyResource.CopyTo(typeof(ModelFiles).Assembly.Location, "decompositions.txt", copy);

        Assert.Equal(expected.ToArray(), copy.ToArray());
    }
}
