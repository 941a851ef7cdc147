using System.Text;
using Gnomon.Api;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class JsonFaultTests
{
    private const string Valid = """
        [{"handler":"add","args":["12",{"a":[null,true,1e5]}],"priority":9,"retry":{"delays":["5s"],"jitter":0.5},
          "runAt":"2026-05-01T08:30:00Z","tags":["\\u00e9","\u00e9"],"headers":{"a":"b","c":"d"}},
         {"handler":"b"}]
        """;

    [Theory]
    [InlineData("""{"handler":"a","headers":{"x":"y"},"colour":1}""", "colour", "is not known here")]
    [InlineData("""{"handler":"a","headers":{"x":1}}""", "headers.x", "allowed is text in quotes")]
    [InlineData("""{"handler":"a","headers":["x"]}""", "headers", "allowed is an object of texts")]
    [InlineData("""{"handler":"a","headers":{"x":"y","x":"z"}}""", "headers.x", "is given twice")]
    [InlineData("""{"handler":"a","key":"k","unique":{"scop":"queue"}}""", "unique.scop", "allowed are scope, hold")]
    public void A_fault_is_found_where_it_is(string json, string field, string words)
    {
        var error = Assert.Throws<ApiException>(() => ApiJson.ReadDrafts(Encoding.UTF8.GetBytes(json), out _));
        Assert.Equal(field, error.Field);
        Assert.Contains(words, error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_bytes_are_the_answer_is_drafts_or_a_refusal_inside_the_text(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Valid);
            for (var i = random.Next(1, 4); i > 0; i--)
                bytes[random.Next(bytes.Length)] = "{}[]\",:\\ux0 \n\u00ff"u8[random.Next(14)];
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                Assert.NotEmpty(ApiJson.ReadDrafts(bytes, out _));
            }
            catch (ApiException error)
            {
                Assert.Equal(400, error.Status);
                var lines = bytes.AsSpan().Count((byte)'\n') + 1;
                Assert.True(error.Line is null || (error.Line >= 1 && error.Line <= lines && error.Column >= 1));
            }
        }
    }
}
