using System.Buffers.Binary;
using System.Text;

namespace PromptIntel.Tests.Shared.Telemetry;

/// <summary>One message in protobuf's wire format, read by field number. Only what OTLP uses.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlyMemory<byte> encoded)
    {
        int at = 0;

        while (at < encoded.Length)
        {
            ulong tag = ReadVarint(encoded.Span, ref at);
            int field = (int)(tag >> 3);

            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, ReadVarint(encoded.Span, ref at), default));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(encoded.Span[at..]), default));
                    at += sizeof(ulong);
                    break;
                case 2:
                    int length = (int)ReadVarint(encoded.Span, ref at);
                    _fields.Add((field, 0, encoded.Slice(at, length)));
                    at += length;
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(encoded.Span[at..]), default));
                    at += sizeof(uint);
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} is not part of OTLP.");
            }
        }
    }

    public IEnumerable<ProtobufMessage> Messages(int field) =>
        _fields.Where(one => one.Field == field).Select(one => new ProtobufMessage(one.Bytes));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field).Span);

    public bool Has(int field) => _fields.Exists(one => one.Field == field);

    public ulong Number(int field) => _fields.Find(one => one.Field == field).Number;

    private ReadOnlyMemory<byte> Bytes(int field) => _fields.Find(one => one.Field == field).Bytes;

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        int shift = 0;
        byte part;

        do
        {
            part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);

        return value;
    }
}
