using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how contents are kept.</summary>
internal static class ContentMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Folds_the_case_of_keys", "Names_that_differ_in_case_alone_are_different",
            s => UniqueMutants.Specs(s, x => x with { Key = x.Key?.ToUpperInvariant() })),
        new("Folds_the_case_of_limit_keys", "Names_that_differ_in_case_alone_are_different",
            s => UniqueMutants.Specs(s, x => x with { LimitKey = x.LimitKey?.ToUpperInvariant() })),
        new("Folds_the_case_of_queues", "Names_that_differ_in_case_alone_are_different",
            s => UniqueMutants.Specs(s, x => x with { Queue = x.Queue.ToLowerInvariant() })),
        new("Writes_json_anew", "Arguments_and_results_are_bytes_and_not_text", WritesJsonAnew),
        new("Keeps_the_first_line_of_an_error", "Text_of_any_kind_comes_back_as_it_was",
            s => new Mutation(s)
            {
                Settle = (reports, next) => next([.. reports.Select(r => r with { Error = r.Error?.Split('\n')[0] })]),
            }),
        new("Drops_empty_log_lines", "Text_of_any_kind_comes_back_as_it_was", s => new Mutation(s)
        {
            Renew = (renewals, next) => next(
                [.. renewals.Select(r => r with { LogLines = [.. r.LogLines.Where(line => line.Length > 0)] })]),
        }),
        new("Keeps_tags_without_what_ascii_lacks", "Text_of_any_kind_comes_back_as_it_was",
            s => UniqueMutants.Specs(s, x => x with { Tags = [.. x.Tags.Select(Ascii)] })),
        new("Loses_headers_at_a_restart", "Text_of_any_kind_survives", LosesHeaders),
    ];

    private static string Ascii(string text) => Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(text));

    private static Mutation WritesJsonAnew(Subject s) => UniqueMutants.Specs(
        s, x => x.Args.IsEmpty
            ? x
            : x with { Args = JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(x.Args.Span)) });

    /// <summary>Remembers the headers of this opening only.</summary>
    private static Mutation LosesHeaders(Subject s)
    {
        var known = new Dictionary<JobId, IReadOnlyDictionary<string, string>>();
        return new Mutation(s)
        {
            Enqueue = (drafts, next) =>
            {
                foreach (var draft in drafts) known[draft.Id] = draft.Spec.Headers;
                return next(drafts);
            },
            Reading = job => known.ContainsKey(job.Id)
                ? job
                : job with { Spec = job.Spec with { Headers = new Dictionary<string, string> { ["odd"] = "" } } },
        };
    }
}
