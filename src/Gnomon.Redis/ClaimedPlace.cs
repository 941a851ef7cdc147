using Gnomon.Jobs;

namespace Gnomon.Redis;

/// <summary>Where a plain job stands that was handed out for the first time.</summary>
/// <param name="Job">Its id.</param>
/// <param name="Number">Its sequence number.</param>
/// <param name="Claim">The nonce of the call that handed it out; the same array for all jobs of the call.</param>
internal sealed record ClaimedPlace(JobId Job, long Number, byte[] Claim);
