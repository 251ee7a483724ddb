"""Word a digest for its reader: plan in, view out, in the reader's language, with every reason in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from pipeline.charts import chart
from pipeline.links import Link, Room
from pipeline.model.articles import TextFrom
from pipeline.model.circles import Wait
from pipeline.model.digests import Candidate, Deed, DigestPlan, Pick, PlannedWindow, SkillProgress
from pipeline.model.health import SourceTrouble
from pipeline.model.ids import DigestId
from pipeline.people import also_told_by, shared_by, who_waits
from pipeline.phrases import Phrases
from pipeline.settings import HIGHEST_LEVEL, Gap, Settings, SkillId
from pipeline.skills import Lexicon
from pipeline.views import ActionName, ActionView, DigestView, Line, PickView, Piece, ProgressView, Text, WindowView
from pipeline.wording import (
    LONGEST_FOUND,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    author_of,
    clock,
    minutes_text,
    own_text,
    piece,
    skill_name,
    web_address,
)

#: Words of the interface that the templates place themselves.
PLACED_WORDS = ("command_hint", "commands_title", "at_a_glance", "index_title", "mail_shortened", "mail_cut")
#: Words of the article that the reason shows, at most.
_MOST_FOUND = 3
#: What is said so soon is heard by beginning at the beginning.
_AT_ONCE_SECONDS = 30.0
#: An edit within so long of publishing is part of publishing.
_EDITED_AFTER = timedelta(days=1)
#: More skills, dead sources or saved items than these are counted and not named.
_MOST_TOPICS, _MOST_DEAD, _MOST_SAVED = 4, 3, 3
#: What is typed for each action.
_COMMANDS: Mapping[ActionName, str] = {
    "done": "gapfeed done {n}",
    "more": "gapfeed more {n}",
    "less": "gapfeed less {n}",
    "fewer": "gapfeed less {n} --source",
    "share": "gapfeed share write {n}",
}
_LABELS: Mapping[ActionName, str] = {"done": "done", "more": "more", "less": "less", "fewer": "fewer_from_source", "share": "share"}
#: What the text is less than whole from, and the phrase that says so.
_LESS_THAN_WHOLE: Mapping[TextFrom, str] = {"summary": "text_from_summary", "title": "text_from_title"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What every part of a digest is worded with."""

    settings: Settings
    lexicon: Lexicon
    phrases: Phrases
    #: The local day on which the digest is read.
    today: date
    #: The digest, and when it is made.
    digest: DigestId
    now: datetime
    room: Room | None


def present(  # noqa: PLR0913 - everything that a digest can speak of
    plan: DigestPlan,
    *,
    settings: Settings,
    lexicon: Lexicon,
    phrases: Phrases,
    progress: tuple[SkillProgress, ...],
    trouble: tuple[SourceTrouble, ...],
    now: datetime,
    notice: str | None,
    room: Room | None = None,
    saved: tuple[Deed, ...] = (),
    waits: tuple[Wait, ...] = (),
) -> DigestView:
    """Return everything that the digest of *plan* shows, worded by *phrases*.

    *saved* is what waits for later, longest first; *waits* is how long each circle has waited; *notice* is a line for its foot; with a *room*, links lead there, without one the commands are shown.
    """
    desk = _Desk(settings=settings, lexicon=lexicon, phrases=phrases, today=plan.day, digest=plan.id, now=now, room=room)
    left_over = sum(left.still_open for left in plan.left_out)
    return DigestView(
        language=phrases.language,
        direction=phrases.direction,
        title=phrases.say("digest_title", day=phrases.weekday(plan.day)),
        day_iso=plan.day.isoformat(),
        topics=_topics(plan, desk),
        summary=_summary(plan, phrases) if plan.picks else "",
        windows=tuple(_window(position, planned, desk) for position, planned in enumerate(plan.windows, start=1)) if plan.picks else (),
        legend=tuple(_action(name, pick, desk) for pick in plan.picks[:1] for name in _COMMANDS),
        still_open=phrases.say("still_open", n=plan.still_open) if plan.still_open else None,
        left_over=phrases.say("left_over", n=left_over) if left_over else None,
        saved=_saved(saved, plan, phrases),
        waiting=who_waits(waits, phrases),
        nothing=None if plan.picks else phrases.say("nothing_fits" if left_over else "nothing_today"),
        progress_title=phrases.say("progress"),
        progress=tuple(_progress(position, one, desk) for position, one in enumerate(progress, start=1)),
        trouble=_trouble(trouble, phrases) if trouble else None,
        notice=notice,
        footer=phrases.say("generated", when=phrases.moment(now, settings.learner.timezone)),
        words={key: phrases.say(key) for key in PLACED_WORDS},
    )


def _summary(plan: DigestPlan, phrases: Phrases) -> str:
    return phrases.say("today_summary", n=len(plan.picks), minutes=phrases.say("minutes", n=sum(pick.minutes for pick in plan.picks)))


def _topics(plan: DigestPlan, desk: _Desk) -> Line:
    """Return the skills of the day, in the order in which they come up."""
    skills = dict.fromkeys(pick.scored.skill for pick in plan.picks)
    return _some([skill_name(skill, desk.lexicon, desk.phrases) for skill in skills], _MOST_TOPICS, desk.phrases)


def _some(items: Sequence[Text | Line], most: int, phrases: Phrases) -> Line:
    """Return *items* as a list in words, in which those beyond *most* are counted; a single one more is named all the same."""
    if len(items) <= most + 1:
        return phrases.listed(items)
    return phrases.listed([*items[:most], phrases.say("and_more", n=len(items) - most)])


def _window(position: int, planned: PlannedWindow, desk: _Desk) -> WindowView:
    phrases, window = desk.phrases, planned.window
    used = sum(pick.minutes for pick in planned.picks)
    return WindowView(
        anchor=f"window-{position}",
        name=own_text(window.name[:1].upper() + window.name[1:], "", phrases, LONGEST_NAME),
        mode=window.mode,
        mode_text=phrases.say(f"window_{window.mode}"),
        count=phrases.say("items", n=len(planned.picks)) if planned.picks else None,
        used=phrases.say("window_used", used=phrases.number(used), minutes=phrases.say("minutes", n=window.minutes)),
        used_percent=str(min(100, round(100 * used / window.minutes)) if window.minutes else 0),
        empty=None if planned.picks else phrases.say("window_empty"),
        picks=tuple(_pick(pick, desk) for pick in planned.picks),
    )


def _pick(pick: Pick, desk: _Desk) -> PickView:
    phrases, candidate = desk.phrases, pick.scored.candidate
    published = _local_day(candidate.published, desk)
    return PickView(
        number=pick.number,
        title=own_text(candidate.title, candidate.language, phrases, LONGEST_TITLE),
        url=web_address(candidate.url),
        listen_url=_listen_url(pick),
        listen=_listen(pick, phrases),
        source=own_text(candidate.source_title, "", phrases, LONGEST_NAME),
        author=author_of(candidate, phrases),
        kind=candidate.kind,
        minutes_text=minutes_text(candidate, pick.minutes, phrases),
        level_text=phrases.say(f"level_{candidate.level}"),
        date_text=phrases.when(published, desk.today) if published else phrases.say("undated"),
        date_iso=published.isoformat() if published else None,
        updated_text=_updated(candidate, desk),
        summary=own_text(candidate.summary, candidate.language, phrases, LONGEST_SUMMARY),
        skill=skill_name(pick.scored.skill, desk.lexicon, phrases),
        gap=_gap_in_words(pick.scored.skill, desk),
        why=_why(pick, phrases),
        update=_update(pick, desk),
        shared_by=shared_by(candidate, phrases),
        also_told_by=also_told_by(candidate, phrases),
        text_note=_text_note(candidate, phrases),
        actions_label=phrases.say("actions_label", n=pick.number),
        later_hint=phrases.line("later_hint", id=Piece(text=candidate.id, language="", direction="ltr"), n=pick.number),
        actions=tuple(_action(name, pick, desk) for name in _COMMANDS),
    )


def _listen_url(pick: Pick) -> str | None:
    """Return the address of an episode's sound, at the passage where one is known (Media Fragments 1.0, 4.2.1: "t")."""
    candidate = pick.scored.candidate
    url = web_address(candidate.enclosure.url) if candidate.kind == "episode" and candidate.enclosure else None
    if url is None or "#" in url:
        return url
    if pick.passage is not None:
        return f"{url}#t={int(pick.passage.start_seconds)},{ceil(pick.passage.end_seconds)}"
    return f"{url}#t={int(candidate.summary_at_seconds or 0)}" if _begins_later(candidate) else url


def _begins_later(candidate: Candidate) -> bool:
    """Say whether what the summary tells is not said at once, so that it saves time to begin there."""
    return (candidate.summary_at_seconds or 0.0) >= _AT_ONCE_SECONDS


def _listen(pick: Pick, phrases: Phrases) -> Line | None:
    candidate = pick.scored.candidate
    if candidate.kind != "episode":
        return None
    if pick.passage is not None:
        title = piece(pick.passage.title, candidate.language, phrases, LONGEST_TITLE)
        return phrases.line(
            "listen_passage_called" if title.text else "listen_passage",
            start=clock(pick.passage.start_seconds), end=clock(ceil(pick.passage.end_seconds)), title=title,
        )  # fmt: skip
    if _begins_later(candidate):
        return phrases.line("listen_from", time=clock(candidate.summary_at_seconds or 0.0))
    return phrases.line("listen") if candidate.enclosure else None


def _found(pick: Pick, phrases: Phrases) -> tuple[Text, ...]:
    """Return the words that speak for the skill, each once, as they stand in the article."""
    words: dict[str, Text] = {}
    for evidence in pick.scored.evidence:
        one = piece(evidence.words, pick.scored.candidate.language, phrases, LONGEST_FOUND, found=True)
        if one.text:
            words.setdefault(one.text.casefold(), one)
    return tuple(words.values())[:_MOST_FOUND]


def _why(pick: Pick, phrases: Phrases) -> Line:
    found = _found(pick, phrases)
    return phrases.line("why_words", words=phrases.listed([phrases.line("quoted", words=one) for one in found])) if found else ()


def _gap_in_words(skill: SkillId, desk: _Desk) -> str | None:
    gap = _gap(skill, desk)
    if gap is None:
        return None
    return desk.phrases.say("why_gap" if gap.level < gap.target else "why_kept", level=gap.level, target=gap.target)


def _gap(skill: SkillId, desk: _Desk) -> Gap | None:
    return next((gap for gap in desk.settings.gaps if gap.skill == skill), None)


def _local_day(moment: datetime | None, desk: _Desk) -> date | None:
    return None if moment is None else moment.astimezone(desk.settings.learner.timezone).date()


def _updated(candidate: Candidate, desk: _Desk) -> str | None:
    if candidate.published is None or candidate.updated is None or candidate.updated - candidate.published < _EDITED_AFTER:
        return None
    updated = _local_day(candidate.updated, desk)
    return None if updated is None else desk.phrases.say("updated", when=desk.phrases.when(updated, desk.today))


def _day(day: date, desk: _Desk) -> str:
    """Return *day* with its year where that is another than today's."""
    return desk.phrases.day(day) if day.year == desk.today.year else desk.phrases.full_day(day)


def _update(pick: Pick, desk: _Desk) -> Line | None:
    update, phrases = pick.scored.update, desk.phrases
    if update is None:
        return None
    day = _day(update.day, desk)
    news = [piece(thing, pick.scored.candidate.language, phrases, LONGEST_FOUND, found=True) for thing in update.news]
    return phrases.line("update_on_a_story", day=day, news=phrases.listed(news))


def _text_note(candidate: Candidate, phrases: Phrases) -> Line | None:
    """Return what the summary was made from where that was less than the whole text, and why; None where it was the whole."""
    if candidate.kind == "episode":
        return None if candidate.text_from == "transcript" else (phrases.say("text_from_notes"),)
    key = _LESS_THAN_WHOLE.get(candidate.text_from)
    if key is None:
        return None
    if candidate.why_not_page is None:
        return (phrases.say(key),)
    return phrases.line("reason_given", note=phrases.say(key), reason=_reason(candidate.why_not_page, phrases))


def _reason(reason: str, phrases: Phrases) -> Piece:
    """Return a reason that came in English words."""
    return piece(reason, "en", phrases, LONGEST_TITLE)


def _action(name: ActionName, pick: Pick, desk: _Desk) -> ActionView:
    link = Link(action=name, article=pick.scored.candidate.id, digest=desk.digest)
    return ActionView(
        name=name,
        label=desk.phrases.say(_LABELS[name]),
        command=_COMMANDS[name].format(n=pick.number),
        url=desk.room.address(link, desk.now) if desk.room else None,
    )


def _progress(position: int, one: SkillProgress, desk: _Desk) -> ProgressView:
    phrases, gap = desk.phrases, _gap(one.skill, desk)
    is_open = one.level < one.target
    facts = [phrases.say("progress_level" if is_open else "keep_up", level=one.level, target=one.target)]
    if is_open and gap is not None and gap.by is not None:
        facts.append(phrases.say("progress_by", day=_day(gap.by, desk)))
    if one.done:
        facts.append(phrases.say("progress_done", n=one.done))
    return ProgressView(
        skill=skill_name(one.skill, desk.lexicon, phrases),
        facts=tuple(facts),
        steps=tuple("reached" if step <= one.level else "ahead" if step <= one.target else "beyond" for step in range(1, HIGHEST_LEVEL + 1)),
        chart=chart(
            level=one.level, target=one.target, done=one.done, anchor=f"skill-{position}",
            description=phrases.say("chart_description", level=one.level, target=one.target, steps=HIGHEST_LEVEL),
        ),
    )  # fmt: skip


def _saved(saved: Sequence[Deed], plan: DigestPlan, phrases: Phrases) -> Line | None:
    picked = {pick.scored.candidate.id for pick in plan.picks}
    titles = [
        piece(deed.title, deed.language, phrases, LONGEST_NAME, url=web_address(deed.url))
        for deed in saved
        if deed.event.article not in picked
    ]
    return phrases.line("saved_for_later", titles=_some(titles, _MOST_SAVED, phrases)) if titles else None


def _trouble(trouble: Sequence[SourceTrouble], phrases: Phrases) -> Line:
    sources = [
        phrases.line("reason_given", note=piece(one.source_title, "", phrases, LONGEST_NAME), reason=_reason(one.reason, phrases))
        for one in trouble
    ]
    return phrases.line("dead_sources", n=len(trouble), sources=_some(sources, _MOST_DEAD, phrases))
