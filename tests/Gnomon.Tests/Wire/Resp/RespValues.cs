using FsCheck;
using FsCheck.Fluent;

namespace Gnomon.Tests.Wire.Resp;

/// <summary>Random replies of every kind.</summary>
internal static class RespValues
{
    private const int Depth = 4;

    private static readonly string[] Lines = ["", "OK", "a b", "zażółć", "x:1", "$5"];
    private static readonly string[] Blobs = ["", "hello", "\r\n", "*3\r\n:1\r\n", "_", new string('q', 300), "ü\0\n"];

    public static readonly Gen<RespValue> Any = Value(Depth);

    private static Gen<RespValue> Value(int depth)
    {
        var bare = depth == 0 ? Scalar() : Gen.Frequency((3, Scalar()), (2, Aggregate(depth - 1)));
        if (depth == 0) return bare;
        var attribute = Gen.Frequency((6, Gen.Constant<RespValue[]>([])), (1, Many(0, 2, depth - 1)));
        return from value in bare from pairs in attribute select value with { Attribute = pairs };
    }

    private static Gen<RespValue> Scalar() => Gen.OneOf(
        Of("+-", Gen.Elements(Lines)),
        Of("$!=", Gen.Elements(Blobs)),
        Of(":(", from number in Gen.Choose(int.MinValue, int.MaxValue) select $"{number}"),
        Of(",", Gen.Elements("1.5", "-0.25", "10", "inf", "-inf", "nan", "1e300")),
        Of("#", Gen.Elements("t", "f")),
        Of("_", Gen.Constant("")));

    private static Gen<RespValue> Of(string marks, Gen<string> texts) =>
        from mark in Gen.Elements(marks.ToCharArray())
        from text in texts
        select new RespValue(mark, text, [], []);

    private static Gen<RespValue> Aggregate(int depth) => Gen.OneOf(
        from mark in Gen.Elements('*', '~') from inside in Many(0, 4, depth) select new RespValue(mark, "", inside, []),
        from inside in Many(0, 2, depth)
        select new RespValue('%', "", inside.Length % 2 == 0 ? inside : inside[1..], []));

    /// <summary>An even number of elements at most twice <paramref name="most"/>, or any number for arrays.</summary>
    private static Gen<RespValue[]> Many(int least, int most, int depth) =>
        from count in Gen.Choose(least, most)
        from values in Value(depth).ArrayOf(count * 2)
        select values;
}
