using System.Text;
using Gnomon.WebCalls;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.WebCalls;

public sealed class WebCallArgumentsTests
{
    private static readonly WebCallOptions Options = new() { AllowedHosts = ["x.test"], MaxRequestBytes = 20 };

    [Fact]
    public void Members_that_are_absent_or_null_take_their_default()
    {
        foreach (var args in (string[])
            [
                """{"url":"https://x.test/a?b=c"}""",
                """{"url":"https://x.test/a?b=c","method":null,"headers":null,"body":null,"success":null,"timeout":null}""",
            ])
        {
            var call = Read(args);
            Assert.Equal(("https://x.test/a?b=c", "GET"), (call.Url.AbsoluteUri, call.Method));
            Assert.Empty(call.Headers);
            Assert.Null(call.Body);
            Assert.Equal(("200-299", TimeSpan.FromSeconds(30)), ($"{call.Success}", call.Timeout));
        }
    }

    [Fact]
    public void Every_member_is_read()
    {
        var call = Read(
            """{"url":"http://x.test","method":"put","headers":{"A":"1"},"body":[1],"success":[200,"404-410"],"timeout":"1m30s"}""");
        Assert.Equal(("PUT", "A", "1"), (call.Method, call.Headers[0].Key, call.Headers[0].Value));
        Assert.Equal(("[1]", "application/json"), (Encoding.UTF8.GetString(call.Body!.Value.Span), call.BodyType));
        Assert.Equal(TimeSpan.FromSeconds(90), call.Timeout);
        Assert.Equal(
            [200, 404, 410], Enumerable.Range(100, 500).Where(call.Success.Contains).Where(s => s is <= 404 or >= 410));
    }

    [Theory]
    [InlineData("\"text \\u00fc\"", "text ü", "text/plain; charset=utf-8")]
    [InlineData("{\"a\": \"\\u00fc\"}", "{\"a\": \"\\u00fc\"}", "application/json")]
    [InlineData("12.50", "12.50", "application/json")]
    [InlineData("false", "false", "application/json")]
    [InlineData("\"\"", "", "text/plain; charset=utf-8")]
    public void Text_is_sent_as_it_is_and_all_else_as_json(string body, string sent, string type)
    {
        var call = Read($$"""{"url":"https://x.test","body":{{body}}}""");
        Assert.Equal(("POST", sent, type), (call.Method, Encoding.UTF8.GetString(call.Body!.Value.Span), call.BodyType));
    }

    [Fact]
    public void A_command_line_passes_the_document_as_one_text() =>
        Assert.Equal("HEAD", Read("""["{\"url\":\"https://x.test\",\"method\":\"HEAD\"}"]""").Method);

    [Theory]
    [InlineData("", "there are no arguments; allowed is an object with the members url, method,")]
    [InlineData("null", "the arguments are null; the handler 'http' takes an object such as")]
    [InlineData("\"https://x.test\"", "the arguments are a string; ")]
    [InlineData("[\"a\",\"b\"]", "the arguments are an array; ")]
    [InlineData("[\"https://x.test\"]", "the arguments are not JSON: ")]
    [InlineData("{", "the arguments are not JSON: ")]
    [InlineData("{}", "url is missing; allowed is an absolute URL of https or http")]
    [InlineData("{\"url\":1}", "url is a number; allowed is an absolute URL")]
    [InlineData("{\"url\":\"/path\"}", "url cannot be read; allowed is an absolute URL")]
    [InlineData("{\"url\":\"ftp://x.test/\"}", "url cannot be read")]
    [InlineData("{\"url\":\"file:///etc/passwd\"}", "url cannot be read")]
    [InlineData("{\"url\":\"https://user:secret@x.test/\"}", "url holds a user; put it into the header Authorization")]
    [InlineData("{\"url\":\"\\ud800\"}", "the arguments hold an escape such as \\ud800")]
    [InlineData("{\"url\":\"https://x.test\",\"uri\":1}", "'uri' is not known; allowed are url, method, headers,")]
    [InlineData("{\"url\":\"https://x.test\",\"url\":\"https://y.test\"}", "url is given twice")]
    [InlineData("{\"url\":\"https://x.test\",\"method\":\"TRACE\"}", "method is 'TRACE'; allowed are GET, HEAD, POST,")]
    [InlineData("{\"url\":\"https://x.test\",\"method\":\"GET / HTTP\"}", "method is 'GET / HTTP'; allowed are")]
    [InlineData("{\"url\":\"https://x.test\",\"headers\":[]}", "headers is an array; allowed is an object")]
    [InlineData("{\"url\":\"https://x.test\",\"headers\":{\"host\":\"y\"}}", "headers: 'host' belongs to the connection")]
    [InlineData("{\"url\":\"https://x.test\",\"headers\":{\"Transfer-Encoding\":\"y\"}}", "headers: 'Transfer-Encoding' belongs to")]
    [InlineData("{\"url\":\"https://x.test\",\"headers\":{\"gnomon-job-id\":\"y\"}}", "headers: 'gnomon-job-id' is set by Gnomon")]
    [InlineData("{\"url\":\"https://x.test\",\"headers\":{\"A\":\"1\",\"a\":\"2\"}}", "headers: 'a' is given twice")]
    [InlineData("{\"url\":\"https://x.test\",\"headers\":{\"A b\":\"1\"}}", "headers: 'A b' is not a name")]
    [InlineData("{\"url\":\"https://x.test\",\"headers\":{\"A\":1}}", "headers: 'A' has a value that is not text")]
    [InlineData("{\"url\":\"https://x.test\",\"body\":\"123456789012345678901\"}", "body takes 21 bytes; at most 20 are allowed")]
    [InlineData("{\"url\":\"https://x.test\",\"success\":[]}", "success cannot be read; allowed are 1 to 32 codes from 200")]
    [InlineData("{\"url\":\"https://x.test\",\"success\":200}", "success cannot be read")]
    [InlineData("{\"url\":\"https://x.test\",\"success\":[199]}", "success cannot be read")]
    [InlineData("{\"url\":\"https://x.test\",\"success\":[\"299-200\"]}", "success cannot be read")]
    [InlineData("{\"url\":\"https://x.test\",\"success\":[\"2xx\"]}", "success cannot be read")]
    [InlineData("{\"url\":\"https://x.test\",\"timeout\":\"soon\"}", "timeout is 'soon'; allowed is a duration in quotes from 1ms to 1d")]
    [InlineData("{\"url\":\"https://x.test\",\"timeout\":\"0s\"}", "timeout is '0s'; ")]
    [InlineData("{\"url\":\"https://x.test\",\"timeout\":\"25h\"}", "timeout is '25h'; ")]
    [InlineData("{\"url\":\"https://x.test\",\"timeout\":30}", "timeout is a number; allowed is a duration in quotes")]
    public void What_is_wrong_fails_the_job_for_good_and_is_told(string args, string message)
    {
        var failure = Assert.Throws<JobFailedException>(() => Read(args));
        Assert.True(failure.Permanent);
        Assert.StartsWith(message, failure.Message);
    }

    [Theory]
    [InlineData("secret\\r\\nHost: evil.test")]
    [InlineData("secret\\u0000")]
    [InlineData("secret ü")]
    [InlineData("secret \\ud800")]
    public void A_header_value_that_cannot_be_sent_is_refused_without_being_shown(string value)
    {
        var failure = Assert.Throws<JobFailedException>(
            () => Read($$$"""{"url":"https://x.test","headers":{"X-Key":"{{{value}}}"}}"""));
        Assert.StartsWith("headers: 'X-Key' has a value with other characters than printable ASCII", failure.Message);
        Assert.DoesNotContain("secret", failure.Message);
    }

    [Fact]
    public void Headers_are_bounded_in_number_and_in_length()
    {
        var many = string.Join(',', Enumerable.Range(0, WebCallLimits.MaxRequestHeaders + 1).Select(i => $"\"A{i}\":\"\""));
        Assert.Equal(
            "headers has 51 members; at most 50 are allowed",
            Assert.Throws<JobFailedException>(() => Read($$$"""{"url":"https://x.test","headers":{{{{many}}}}}""")).Message);
        var value = new string('x', WebCallLimits.MaxRequestHeaderLength);
        Assert.Equal(
            "headers take 16,385 characters; at most 16,384 are allowed",
            Assert.Throws<JobFailedException>(
                () => Read($$$"""{"url":"https://x.test","headers":{"A":"{{{value}}}"}}""")).Message);
    }

    [Fact]
    public void A_long_url_is_refused()
    {
        var url = "https://x.test/" + new string('a', WebCallLimits.MaxUrlLength);
        var failure = Assert.Throws<JobFailedException>(() => Read($$"""{"url":"{{url}}"}"""));
        Assert.Equal("url has 8,207 characters; at most 8,192 are allowed", failure.Message);
    }

    private static WebCall Read(string args) => WebCallArguments.Read(Encoding.UTF8.GetBytes(args), Options);
}
