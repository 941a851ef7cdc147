using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gnomon.Api;
using Xunit;

namespace Gnomon.Tests.Api;

/// <summary>The documents that say what is to run share members and keep the order that each had: what a store holds of
/// them must not change, or a declared set would be another.</summary>
public sealed class WorkDocumentTests
{
    [Fact]
    public void A_draft_has_its_members_in_their_order() => Assert.Equal(
        "id handler args queue priority runAt delay retry timeout deadline key unique limitKey onNode headers argsVersion "
        + "tags retention",
        Members(GnomonJson.Default.JobDraftDocument));

    [Fact]
    public void A_broadcast_has_its_members_in_their_order() => Assert.Equal(
        "id name handler args nodeTag queue until for sharded priority retry timeout deadline headers argsVersion tags "
        + "retention",
        Members(GnomonJson.Default.BroadcastDraftDocument));

    [Fact]
    public void A_step_has_its_members_in_their_order() => Assert.Equal(
        "after signal delay runAt results onFailure group workflow handler args queue priority retry timeout deadline key "
        + "unique limitKey headers argsVersion tags",
        Members(GnomonJson.Default.StepDocument));

    [Fact]
    public void A_broadcast_is_written_in_that_order_without_what_is_not_said()
    {
        var draft = new BroadcastDraftDocument
        {
            Tags = ["t"], Sharded = true, Priority = 3, Queue = "q", NodeTag = "n", Handler = "h",
            Args = JsonElement.Parse("[1]"),
        };
        Assert.Equal(
            """{"handler":"h","args":[1],"nodeTag":"n","queue":"q","sharded":true,"priority":3,"tags":["t"]}""",
            JsonSerializer.Serialize(draft, GnomonJson.Default.BroadcastDraftDocument));
    }

    [Theory]
    [InlineData("""{"handler":"h","key":"k"}""", "key")]
    [InlineData("""{"handler":"h","limitKey":"k"}""", "limitKey")]
    [InlineData("""{"handler":"h","runAt":"2026-01-01T00:00:00Z"}""", "runAt")]
    [InlineData("""{"handler":"h","onNode":"n"}""", "onNode")]
    public void What_a_job_may_say_and_a_broadcast_may_not_is_refused_by_name(string json, string field)
    {
        var refused = Assert.Throws<ApiException>(
            () => ApiJson.Read(Encoding.UTF8.GetBytes(json), GnomonJson.Default.BroadcastDraftDocument));
        Assert.Equal((400, field), (refused.Status, refused.Field));
        Assert.Contains("is not known here; allowed are id, name, handler", refused.Detail, StringComparison.Ordinal);
    }

    private static string Members(JsonTypeInfo info) =>
        string.Join(' ', info.Properties.Select(property => property.Name));
}
