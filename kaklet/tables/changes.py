"""What has changed since the edition before, for people: a line for each change that is more than chance."""

from collections.abc import Iterator

from results.judge.editions.edition import Course, Edition


def edition_lines(edition: Edition | None) -> Iterator[str]:
    """Yield which edition it is, what it is held against, and what has changed; nothing without a number."""
    if edition is None:
        return
    yield f"{'Draft of edition' if edition.draft else 'Edition'} {edition.number}" + (
        f", revision {edition.revision}" if edition.revision > 1 else ""
    )
    since = edition.since
    if since is None:
        return
    name = "the report before" if since.number is None else f"edition {since.number}"
    told = [one for one in edition.changes if one.course is not Course.NOT_COMPARED]
    proven = [one for one in told if one.proven]
    yield (
        f"Since {name} ({since.start:%Y-%m-%d} to {since.end:%Y-%m-%d}), by more than chance: "
        f"{len(proven)} of {len(told)} figures"
    )
    for one in proven:
        if one.difference is not None:
            yield (
                f"  {one.provider[:16]:<16} {one.criterion[:14]:<14} {one.course:<6} "
                f"{one.difference.before:.10g} -> {one.difference.after:.10g}"
            )
