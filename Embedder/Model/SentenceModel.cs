using System.Numerics.Tensors;

using Microsoft.ML.OnnxRuntime;

using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace PromptIntel.Embedder.Model;

/// <summary>
/// all-MiniLM-L6-v2: from the ids of a text to its vector, the mean over its tokens scaled to length 1. One text at a time, so that a
/// vector never depends on what was asked for beside it. Safe for concurrent use; each call takes one thread.
/// </summary>
internal sealed class SentenceModel : IDisposable
{
    public const string Name = "all-MiniLM-L6-v2";

    public const int Dimensions = 384;

    /// <summary>What the model was trained for; more of a text is left out.</summary>
    public const int MaxTokens = 256;

    private static readonly string[] Inputs = ["input_ids", "attention_mask", "token_type_ids"];
    private static readonly string[] Outputs = ["last_hidden_state"];

    private readonly RunOptions _run = new();
    private readonly InferenceSession _session;

    /// <exception cref="OnnxRuntimeException">The file is no model of this runtime.</exception>
    public SentenceModel(string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        // A thread that waits for work must not take a processor from the other programs.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(path, options);
    }

    public float[] Embed(long[] ids)
    {
        long[] shape = [1, ids.Length], mask = new long[ids.Length], types = new long[ids.Length];
        Array.Fill(mask, 1);
        using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var typesValue = OrtValue.CreateTensorValueFromMemory(types, shape);
        using IDisposableReadOnlyCollection<OrtValue> answer = _session.Run(_run, Inputs, [idsValue, maskValue, typesValue], Outputs);
        return Pool(answer[0].GetTensorDataAsSpan<float>());
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static float[] Pool(ReadOnlySpan<float> states)
    {
        float[] vector = new float[Dimensions];

        for (; !states.IsEmpty; states = states[Dimensions..])
        {
            TensorPrimitives.Add(vector, states[..Dimensions], vector);
        }

        // The length of the sum and of the mean differ by a factor, which scaling takes out.
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }
}
