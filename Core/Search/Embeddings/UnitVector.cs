using System.Numerics.Tensors;

namespace PromptIntel.Core.Search.Embeddings;

internal static class UnitVector
{
    /// <summary>A copy scaled to length 1; a zero vector stays zero.</summary>
    public static float[] Of(ReadOnlyMemory<float> vector)
    {
        float[] unit = vector.ToArray();
        float norm = TensorPrimitives.Norm(unit);
        if (norm > 0)
        {
            TensorPrimitives.Divide(unit, norm, unit);
        }

        return unit;
    }
}
