using System.Numerics.Tensors;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

using Microsoft.ML.OnnxRuntime;

namespace PromptIntel.WordVectors;

/// <summary>Distils a sentence model into vectors of single words: <c>dotnet run -- MODEL.dll WORDS.bin</c>.</summary>
internal static class Program
{
    private const int Width = 384;
    private const int Dimensions = 128;
    private const int Batch = 512;
    private const int Begin = 101;
    private const int End = 102;

    /// <summary>The vocabulary begins with signs and letters; words follow by how often they are used.</summary>
    private const int FirstWord = 1996;

    private static void Main(string[] args)
    {
        string[] vocabulary = Encoding.UTF8.GetString(ReadResource(args[0], "vocab.txt")).Split('\n');
        int[] kept = [.. Enumerable.Range(FirstWord, vocabulary.Length - FirstWord).Where(id => IsWord(vocabulary[id].Trim()))];
        float[] vectors = ReadAlone(ReadResource(args[0], "model.onnx"), kept);
        float[] reduced = Reduce(vectors, kept.Length);

        for (int at = 0; at < kept.Length; at++)
        {
            Span<float> row = reduced.AsSpan(at * Dimensions, Dimensions);
            TensorPrimitives.Multiply(row, MathF.Log(1 + kept[at] - FirstWord + 1), row);
        }

        (string Word, int At)[] sorted =
            [.. kept.Select((id, at) => (Word: Spelling(vocabulary[id].Trim()), at)).OrderBy(word => word.Word, StringComparer.Ordinal)];
        Write(args[1], sorted, reduced);
        Console.WriteLine($"{sorted.Length} words, {new FileInfo(args[1]).Length} bytes");
    }

    private static bool IsWord(string entry) =>
        Spelling(entry).TrimStart('#') is { Length: > 1 } letters && letters.All(char.IsAsciiLetterLower);

    private static string Spelling(string entry) => entry.StartsWith("##", StringComparison.Ordinal) ? entry[1..] : entry;

    private static byte[] ReadResource(string assembly, string name)
    {
        using PEReader pe = new(File.OpenRead(assembly));
        MetadataReader metadata = pe.GetMetadataReader();
        ManifestResource found = metadata.ManifestResources.Select(metadata.GetManifestResource)
            .Single(one => metadata.GetString(one.Name).EndsWith(name, StringComparison.Ordinal));
        BlobReader reader = pe.GetSectionData(pe.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader();
        reader.Offset = (int)found.Offset;
        return reader.ReadBytes(reader.ReadInt32());
    }

    /// <summary>What the model makes of a sentence of that one word, of unit length.</summary>
    private static float[] ReadAlone(byte[] model, int[] words)
    {
        using InferenceSession session = new(model, new SessionOptions { IntraOpNumThreads = 1 });
        float[] vectors = new float[words.Length * Width];

        for (int start = 0; start < words.Length; start += Batch)
        {
            int count = Math.Min(Batch, words.Length - start);
            long[] shape = [count, 3];
            long[] ids = [.. words.Skip(start).Take(count).SelectMany(id => new long[] { Begin, id, End })];
            using OrtValue tokens = OrtValue.CreateTensorValueFromMemory(ids, shape);
            using OrtValue mask = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1L, ids.Length).ToArray(), shape);
            using OrtValue types = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
            using RunOptions options = new();
            Dictionary<string, OrtValue> inputs = new()
            {
                ["input_ids"] = tokens,
                ["attention_mask"] = mask,
                ["token_type_ids"] = types,
            };
            using var results = session.Run(options, inputs, [session.OutputNames[0]]);
            ReadOnlySpan<float> states = results[0].GetTensorDataAsSpan<float>();

            for (int at = 0; at < count; at++)
            {
                Span<float> vector = vectors.AsSpan((start + at) * Width, Width);

                for (int token = 0; token < 3; token++)
                {
                    TensorPrimitives.Add(vector, states.Slice(((at * 3) + token) * Width, Width), vector);
                }

                TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
            }
        }

        return vectors;
    }

    /// <summary>Principal components, by subspace iteration from a seeded start.</summary>
    private static float[] Reduce(float[] vectors, int count)
    {
        double[] mean = new double[Width];
        double[][] covariance = [.. Enumerable.Range(0, Width).Select(_ => new double[Width])];
        double[][] rows =
        [
            .. Enumerable.Range(0, count)
                .Select(at => vectors.AsSpan(at * Width, Width).ToArray().Select(number => (double)number).ToArray()),
        ];

        foreach (double[] row in rows)
        {
            TensorPrimitives.MultiplyAdd(row, 1.0 / count, mean, mean);
        }

        foreach (double[] row in rows)
        {
            TensorPrimitives.Subtract(row, mean, row);

            for (int at = 0; at < Width; at++)
            {
                TensorPrimitives.MultiplyAdd(row, row[at], covariance[at], covariance[at]);
            }
        }

        Random random = new(1);
        double[][] basis =
            [.. Enumerable.Range(0, Dimensions).Select(_ => Enumerable.Range(0, Width).Select(_ => random.NextDouble() - 0.5).ToArray())];

        for (int turn = 0; turn < 60; turn++)
        {
            basis = [.. basis.Select(direction => covariance.Select(row => TensorPrimitives.Dot<double>(row, direction)).ToArray())];

            for (int at = 0; at < Dimensions; at++)
            {
                for (int earlier = 0; earlier < at; earlier++)
                {
                    double shared = TensorPrimitives.Dot<double>(basis[earlier], basis[at]);
                    TensorPrimitives.MultiplyAdd(basis[earlier], -shared, basis[at], basis[at]);
                }

                TensorPrimitives.Divide(basis[at], TensorPrimitives.Norm<double>(basis[at]), basis[at]);
            }
        }

        return [.. rows.SelectMany(row => basis.Select(direction => (float)TensorPrimitives.Dot<double>(row, direction)))];
    }

    private static void Write(string path, (string Word, int At)[] words, float[] vectors)
    {
        using BinaryWriter writer = new(File.Create(path));
        writer.Write(1);
        writer.Write(words.Length);
        writer.Write(Dimensions);

        foreach ((string word, _) in words)
        {
            writer.Write((byte)word.Length);
            writer.Write(Encoding.ASCII.GetBytes(word));
        }

        float[] steps = Array.ConvertAll(words, word =>
            Math.Abs(TensorPrimitives.MaxMagnitude<float>(vectors.AsSpan(word.At * Dimensions, Dimensions))) / sbyte.MaxValue);
        Array.ForEach(steps, writer.Write);

        for (int at = 0; at < words.Length; at++)
        {
            foreach (float number in vectors.AsSpan(words[at].At * Dimensions, Dimensions))
            {
                writer.Write((sbyte)MathF.Round(number / steps[at]));
            }
        }
    }
}
