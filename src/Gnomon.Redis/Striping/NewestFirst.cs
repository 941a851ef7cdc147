using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>Makes one list of those of all stripes, newest first. Within a stripe the order stays as it is.</summary>
internal static class NewestFirst
{
    /// <summary>One page of the list.</summary>
    /// <param name="pages">The next page of each stripe.</param>
    /// <param name="places">Where each of them began.</param>
    /// <param name="limit">Most items.</param>
    /// <param name="created">How old an item is.</param>
    public static Page<T> Merge<T>(
        NumberedPage<T>[] pages, StripedCursor[] places, int limit, Func<T, DateTimeOffset> created)
    {
        var taken = new int[pages.Length];
        var items = new List<T>();
        while (items.Count < limit && Newest(pages, taken, created) is { } stripe)
            items.Add(pages[stripe].Items[taken[stripe]++]);
        for (var k = 0; k < pages.Length; k++)
            if (!places[k].IsDone)
                places[k] = After(pages[k], taken[k], places[k]);
        return new Page<T>(items, StripedCursor.Text(places));
    }

    /// <summary>The stripe with the newest item; null when there is none, or when what comes next in a stripe is not known.
    /// </summary>
    private static int? Newest<T>(NumberedPage<T>[] pages, int[] taken, Func<T, DateTimeOffset> created)
    {
        int? best = null;
        for (var k = 0; k < pages.Length; k++)
        {
            if (taken[k] == pages[k].Items.Length)
            {
                if (pages[k].Next is not null) return null;
            }
            else if (best is not { } other
                || created(pages[k].Items[taken[k]]) > created(pages[other].Items[taken[other]]))
            {
                best = k;
            }
        }

        return best;
    }

    private static StripedCursor After<T>(NumberedPage<T> page, int taken, StripedCursor place)
    {
        if (taken == page.Items.Length) return page.Next is { } next ? new(next, false) : new(null, true);
        if (taken > 0) return new(page.Numbers[taken - 1], false);
        // Nothing of it was newest. What comes to it from now on is newer than this page.
        return place.Before is null ? new(page.Numbers[0] + 1, false) : place;
    }
}
