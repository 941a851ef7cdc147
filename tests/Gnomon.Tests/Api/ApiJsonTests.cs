using System.Text;
using Gnomon.Api;
using Gnomon.Jobs;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class ApiJsonTests
{
    [Theory]
    [InlineData("{\"handler\":\"a\",}", 1, 16, null, "this is not valid JSON")]
    [InlineData("{\n  \"handler\": x\n}", 2, 14, null, "this is not valid JSON")]
    [InlineData("{\"handler\":\"a\"", 1, 15, null, "this is not valid JSON")]
    [InlineData("{\"handler\":\"a\"} {}", 1, 17, null, "this is not valid JSON")]
    [InlineData("", 1, 1, null, "the body is empty")]
    [InlineData("{\n \"handlr\": \"a\"}", 2, 2, "handlr", "is not known here; allowed are id, handler, args, queue, priority, runAt, delay, retry, timeout, deadline, key, unique, limitKey, onNode, headers, argsVersion, tags, retention")]
    [InlineData("{\"handler\":\"a\",\"retry\":{\"tries\":1}}", 1, 25, "retry.tries", "allowed are delays, attempts")]
    [InlineData("{\"handler\":7}", 1, 12, "handler", "is the number 7; allowed is text in quotes")]
    [InlineData("{\"handler\":\"a\",\"priority\":\"5\"}", 1, 27, "priority", "is '5'; allowed is a whole number")]
    [InlineData("{\"handler\":\"a\",\"priority\":1.5}", 1, 27, "priority", "is the number 1.5")]
    [InlineData("{\"handler\":\"a\",\"tags\":\"x\"}", 1, 23, "tags", "is 'x'; allowed is an array")]
    [InlineData("{\"handler\":\"a\",\"tags\":[\"x\",{}]}", 1, 28, "tags[1]", "is an object; allowed is text in quotes")]
    [InlineData("{\"handler\":\"a\",\"runAt\":\"soon\"}", 1, 24, "runAt", "ISO-8601 time with an offset")]
    [InlineData("{\"handler\":\"a\",\"runAt\":\"2026-05-01T08:30:00\"}", 1, 24, "runAt", "with an offset")]
    [InlineData("{\"handler\":\"a\",\"handler\":\"b\"}", 1, 16, "handler", "is given twice")]
    [InlineData("{\"handler\":\"\u00e9\u00e9\",\"x\":1}", 1, 17, "x", "is not known here")]
    [InlineData("[{\"handler\":\"a\"},{\"x\":1}]", 1, 19, "[1].x", "is not known here")]
    [InlineData("[5]", 1, 2, "[0]", "is the number 5; allowed is an object")]
    [InlineData("5", 1, 1, null, "is the number 5; allowed is an object")]
    public void Faulty_json_is_refused_with_its_place(string json, int line, int column, string? field, string part)
    {
        var error = Assert.Throws<ApiException>(() => ApiJson.ReadDrafts(Encoding.UTF8.GetBytes(json), out _));
        Assert.Equal(400, error.Status);
        Assert.Equal((line, column, field), (error.Line, error.Column, error.Field));
        Assert.StartsWith($"Line {line}, column {column}: ", error.Detail, StringComparison.Ordinal);
        Assert.Contains(part, error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("Gnomon.Api", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused() =>
        Assert.Equal(400, Assert.Throws<ApiException>(() => ApiJson.ReadDrafts([0x22, 0xFF, 0x22], out _)).Status);

    [Fact]
    public void Json_nested_too_deep_is_refused()
    {
        var json = "{\"handler\":\"a\",\"args\":" + new string('[', 70) + new string(']', 70) + "}";
        var error = Assert.Throws<ApiException>(() => ApiJson.ReadDrafts(Encoding.UTF8.GetBytes(json), out _));
        Assert.Equal((400, 1), (error.Status, error.Line));
    }

    [Fact]
    public void One_draft_and_an_array_of_one_are_told_apart()
    {
        Assert.Single(ApiJson.ReadDrafts("  {\"handler\":\"a\"}"u8, out var single));
        Assert.True(single);
        Assert.Single(ApiJson.ReadDrafts(" \r\n[{\"handler\":\"a\"}]"u8, out single));
        Assert.False(single);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        Assert.Single(ApiJson.ReadDrafts([0xEF, 0xBB, 0xBF, .. "{\"handler\":\"a\"}"u8], out _));

    [Fact]
    public void Too_many_drafts_are_refused_with_413()
    {
        var json = "[" + string.Join(',', Enumerable.Repeat("{}", JobLimits.MaxBatch + 1)) + "]";
        var error = Assert.Throws<ApiException>(() => ApiJson.ReadDrafts(Encoding.UTF8.GetBytes(json), out _));
        Assert.Equal(413, error.Status);
        Assert.Contains("10,001", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Stored_bytes_that_are_no_json_are_shown_as_text() =>
        Assert.Equal("oops {", ApiJson.ToElement("oops {"u8.ToArray())!.Value.GetString());
}
