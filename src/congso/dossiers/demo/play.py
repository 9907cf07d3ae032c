"""How one case goes: events in order until the present, as the table of transitions allows them, and nothing else.

The shares and durations are invented but believable: most cases end in time, a few percent late, some need a
supplement, some are refused, withdrawn or declined.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from congso.dossiers.rules.states import Action, DossierState
from congso.dossiers.rules.workflow import StepKind

from .worktime import DAY, WorkTime, instant_of

S, A = DossierState, Action
INTAKE_MINUTES = 480
ANSWER_DAYS = 30


@dataclass(frozen=True, slots=True)
class Post:
    """An officer who can act, as events write them down."""

    officer_id: int
    account_id: int | None
    unit_id: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the workflow at one agency: who works on it, in which unit, in how many worked minutes."""

    key: str
    kind: StepKind
    unit_id: int
    posts: tuple[Post, ...]
    quota: int


@dataclass(slots=True)
class Happening:
    """One event. `by` is None when the applicant acted; the dossier then waits for `unit` (and `officer`)."""

    at: int
    action: Action
    before: DossierState | None
    after: DossierState
    step_before: str
    step: str
    by: Post | None
    unit: int | None
    officer: int | None
    until: int | None
    reason: str = ""
    payload: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Story:
    """What happened to one dossier until the present."""

    online: bool
    events: list[Happening] = field(default_factory=list)
    received: int | None = None
    due: int | None = None
    original_due: int | None = None
    restarted: int | None = None
    step_since: int | None = None
    extension: tuple[int, int, int] | None = None
    missed: int | None = None
    supplements: list[tuple[bool, int, int, int | None, int | None]] = field(default_factory=list)
    drafted: int | None = None
    approved: int | None = None
    finished: int | None = None
    returned: int | None = None
    declined: bool = False
    rating: int | None = None

    @property
    def last(self) -> Happening:
        """The latest event."""
        return self.events[-1]


REASONS = {
    A.REFUSE: "Nội dung đề nghị không thuộc thẩm quyền giải quyết của cơ quan tiếp nhận.",
    A.ASK_SUPPLEMENT: "Giấy tờ đính kèm bị mờ, thiếu trang; đề nghị nộp lại bản đầy đủ.",
    A.EXTEND: "Số lượng hồ sơ tăng đột biến, cần thêm thời gian xác minh thực tế.",
    A.STOP: "Người nộp không còn nhu cầu giải quyết, nội dung không còn đối tượng.",
    A.WITHDRAW: "Theo đề nghị rút hồ sơ của người nộp.",
    A.EXPIRE_SUPPLEMENT: "Hết thời hạn bổ sung mà hồ sơ chưa được hoàn thiện.",
    A.SEND_BACK: "Dự thảo còn sai thể thức, đề nghị chỉnh sửa.",
}
DECLINED = "Qua thẩm tra, hồ sơ không đủ điều kiện giải quyết theo quy định."


class Teller:
    """Plays one case at one agency. `due_of` gives the promise for an instant of reception; `now` ends every story."""

    def __init__(
        self, chance: random.Random, axis: WorkTime, stages: tuple[Stage, ...], due_of: Callable[[int], int], now: int
    ) -> None:
        self.chance, self.axis, self.stages, self.due_of, self.now = chance, axis, stages, due_of, now

    def tell(self, submitted: int, *, online: bool) -> Story:
        """Return the story of a case handed in at `submitted`; it has at least one event."""
        story = Story(online)
        self._play(story, submitted)
        return story

    def _add(
        self,
        story: Story,
        at: int,
        action: Action,
        after: DossierState,
        *,
        by: Post | None,
        unit: int | None,
        until: int | None,
        officer: int | None = None,
        step: str | None = None,
        **payload: object,
    ) -> bool:
        """Append an event; False when it lies in the future, which is where every story ends."""
        if at > self.now:
            return False
        last = story.events[-1] if story.events else None
        here = last.step if last else ""
        story.events.append(
            Happening(
                at,
                action,
                last.after if last else None,
                after,
                here,
                here if step is None else step,
                by,
                unit,
                officer,
                until,
                REASONS.get(action, ""),
                payload,
            )
        )
        return True

    def _play(self, story: Story, submitted: int) -> None:
        chance, axis = self.chance, self.axis
        desk = self.stages[0]
        clerk = chance.choice(desk.posts)
        worked = axis.of(submitted)
        if story.online:
            until = axis.at(worked + INTAKE_MINUTES - 1) + 1  # the end of the eighth hour, not the next opening
            self._add(story, submitted, A.SUBMIT, S.SUBMITTED, by=None, unit=desk.unit_id, until=until)
            worked += min(int(chance.lognormvariate(4.4, 0.9)), 1_400)
            fate = chance.random()
            if fate < 0.03:
                self._add(story, axis.at(worked), A.REFUSE, S.NOT_RECEIVED, by=clerk, unit=None, until=None)
                return
            if fate < 0.04:
                self._add(story, axis.at(worked), A.WITHDRAW, S.WITHDRAWN, by=None, unit=None, until=None)
                return
            if fate < 0.10 and (worked := self._supplement(story, worked, clerk, intake=True)) < 0:
                return
            action = A.ACCEPT
        else:
            action = A.RECEIVE_AT_COUNTER
        at = axis.at(worked) if story.events else submitted
        if at > self.now:
            return
        due = self.due_of(at)
        story.received, story.due, story.original_due = at, due, due
        until = min(axis.end(worked + desk.quota), due)
        self._add(story, at, action, S.RECEIVED, by=clerk, unit=desk.unit_id, until=until, step=desk.key)
        story.step_since = at
        self._work(story, worked, clerk)

    def _supplement(self, story: Story, worked: int, by: Post, *, intake: bool) -> int:
        """Ask, wait, answer. Returns the worked minute at which the desk has looked at it, -1 when the story ended."""
        chance, axis = self.chance, self.axis
        desk = self.stages[0]
        asked = axis.at(worked)
        until = axis.end(worked + ANSWER_DAYS * INTAKE_MINUTES)
        round_ = len(story.supplements) + 1
        if not self._add(
            story, asked, A.ASK_SUPPLEMENT, S.SUPPLEMENT_REQUESTED, by=by, unit=desk.unit_id, until=until, round=round_
        ):
            return -1
        story.supplements.append((intake, asked, until, None, None))
        if chance.random() < 0.06:
            self._add(story, until + 5, A.EXPIRE_SUPPLEMENT, S.STOPPED, by=desk.posts[0], unit=None, until=None)
            return -1
        answered = asked + int(chance.expovariate(1 / (3 * DAY))) + 90
        if answered >= until:
            answered = until - 30
        back = axis.of(answered)
        if not self._add(
            story,
            answered,
            A.SUPPLEMENT,
            S.SUPPLEMENT_REQUESTED,
            by=None,
            unit=desk.unit_id,
            until=axis.at(back + INTAKE_MINUTES - 1) + 1,
            round=round_,
        ):
            return -1
        seen = back + 20 + int(chance.random() * 200)
        confirmed = axis.at(seen) if axis.at(seen) <= self.now else None
        story.supplements[-1] = (intake, asked, until, answered, confirmed)
        return seen

    def _work(self, story: Story, worked: int, clerk: Post) -> None:
        chance, axis = self.chance, self.axis
        assert story.due is not None
        allowed = max(60, axis.of(story.due) - worked)
        late = chance.random() < 0.035
        pace = chance.uniform(1.05, 2.2) if late else 0.12 + 0.84 * chance.betavariate(2.4, 2.0)
        stages = self.stages[:-1]
        total = sum(stage.quota for stage in stages) or 1
        asks = chance.random() < 0.05
        fate = chance.random()
        ends_early = A.WITHDRAW if fate < 0.009 else A.STOP if fate < 0.016 else None
        story.declined = 0.016 <= fate < 0.04
        person = clerk
        for number, stage in enumerate(stages):
            worked += max(4, int(allowed * pace * stage.quota / total))
            if number == 1:
                if asks and not late:
                    worked = self._supplement(story, worked, person, intake=False)
                    if worked < 0 or not self._back_to_work(story, worked, stage, clerk, person):
                        return
                    allowed = max(60, axis.of(story.due) - worked)
                if late and story.original_due is not None and chance.random() < 0.5 and not self._apologise(story):
                    return
                worked = max(worked, axis.of(story.last.at) + 10)
            if ends_early and number == min(1, len(stages) - 1):
                self._end(story, worked, ends_early, clerk, person)
                return
            if stage.kind is StepKind.ISSUE:
                self._issue(story, worked, person)
                return
            following = self.stages[number + 1]
            at = axis.at(worked)
            decides = following.kind is not StepKind.PROCESS
            if stage.kind is StepKind.PROCESS and decides and story.drafted is None and number and at <= self.now:
                story.drafted = at
                self._stay(story, at - 1, A.DRAFT_RESULT, person, stage)
            nobody = following.kind is StepKind.PROCESS and number == 0
            heir = chance.choice(following.posts)
            action = A.FORWARD if number == 0 else A.APPROVE if stage.kind is StepKind.APPROVE else A.ADVANCE
            if stage.kind is StepKind.APPROVE and at <= self.now:
                story.approved = at
            going = self._add(
                story,
                at,
                action,
                S.IN_PROGRESS,
                by=person,
                unit=following.unit_id,
                officer=None if nobody else heir.officer_id,
                until=min(axis.end(worked + following.quota), story.due),
                step=following.key,
            )
            if not going:
                return
            story.step_since = at
            if nobody:
                worked += 5 + int(chance.random() * 90)
                if not self._stay(story, axis.at(worked), A.TAKE, heir, following):
                    return
            person = heir

    def _stay(self, story: Story, at: int, action: Action, by: Post, stage: Stage) -> bool:
        """An act inside a step: the dossier stays, with `by`."""
        at = max(at, story.last.at)
        return self._add(
            story, at, action, S.IN_PROGRESS, by=by, unit=stage.unit_id, officer=by.officer_id, until=story.last.until
        )

    def _back_to_work(self, story: Story, worked: int, stage: Stage, clerk: Post, person: Post) -> bool:
        answered = story.supplements[-1][3]
        assert answered is not None
        at = self.axis.at(worked)
        if at > self.now:
            return False
        story.restarted, story.due = answered, self.due_of(answered)
        return self._add(
            story,
            at,
            A.CONFIRM_SUPPLEMENT,
            S.IN_PROGRESS,
            by=clerk,
            unit=stage.unit_id,
            officer=person.officer_id,
            until=min(self.axis.end(worked + stage.quota), story.due),
            round=len(story.supplements),
        )

    def _apologise(self, story: Story) -> bool:
        """Move the date once, two worked days before it comes, by three to eight worked days."""
        assert story.due is not None
        before = self.axis.of(story.due) - 2 * INTAKE_MINUTES
        at = self.axis.at(before)
        if at <= story.last.at:
            return True
        new = self.axis.end(self.axis.of(story.due) + self.chance.randint(3, 8) * INTAKE_MINUTES)
        return self._extend(story, at, new, until=story.last.until)

    def _own_up(self, story: Story, worked: int) -> bool:
        """Apologise for a day that has passed, before the result goes out: without it nothing is issued.

        Source: NĐ 61/2018/NĐ-CP Điều 19 khoản 9, as `commands.issue` demands it.
        """
        assert story.due is not None
        axis, missed_day = self.axis, story.due // DAY
        if story.extension is not None or axis.at(worked) // DAY <= missed_day:
            return True
        earliest = max(axis.of(story.last.at), axis.of((missed_day + 1) * DAY))
        at = axis.at(min(worked, earliest + self.chance.randint(5, 400)))
        opening = axis.of(at // DAY * DAY)
        new = axis.end(opening + self.chance.randint(2, 6) * INTAKE_MINUTES)
        missed = story.due
        if not self._extend(story, at, new, until=new):
            return False
        story.missed = missed
        return True

    def _extend(self, story: Story, at: int, new: int, *, until: int | None) -> bool:
        assert story.due is not None
        last = story.last
        leader = next((one.posts[0] for one in self.stages if one.kind is StepKind.APPROVE), self.stages[-1].posts[0])
        if not self._add(
            story,
            at,
            A.EXTEND,
            S.IN_PROGRESS,
            by=leader,
            unit=last.unit,
            officer=last.officer,
            until=until,
            old=_iso(story.due),
            new=_iso(new),
            late=at // DAY >= story.due // DAY,
        ):
            return False
        story.extension = (at, story.due, new)
        story.due = new
        return True

    def _end(self, story: Story, worked: int, action: Action, clerk: Post, person: Post) -> None:
        at = self.axis.at(worked)
        if action is A.WITHDRAW:
            last = story.last
            going = self._add(
                story,
                max(last.at, at - 60),
                A.WITHDRAW_REQUEST,
                last.after,
                by=None,
                unit=last.unit,
                officer=last.officer,
                until=last.until,
            )
            if going:
                self._add(story, at, A.WITHDRAW, S.WITHDRAWN, by=clerk, unit=None, until=None)
            return
        if story.last.after is S.RECEIVED:
            return
        leader = next((one.posts[0] for one in self.stages if one.kind is StepKind.APPROVE), person)
        self._add(story, at, A.STOP, S.STOPPED, by=leader, unit=None, until=None)

    def _issue(self, story: Story, worked: int, person: Post) -> None:
        chance, axis = self.chance, self.axis
        desk = self.stages[-1]
        at = axis.at(worked)
        if not self._own_up(story, worked):
            return
        if not self._add(story, at, A.ISSUE, S.FINISHED, by=person, unit=desk.unit_id, until=None, step=desk.key):
            return
        story.finished = at
        worked += int(chance.expovariate(1 / 700)) + 15
        at = axis.at(worked)
        if not self._add(story, at, A.RETURN_RESULT, S.RETURNED, by=chance.choice(desk.posts), unit=None, until=None):
            return
        story.returned = at
        if chance.random() < 0.35:
            at += 30 + int(chance.random() * 2 * DAY)
            if self._add(story, at, A.RATE, S.RETURNED, by=None, unit=None, until=None):
                promised = story.missed or story.due
                good = promised is not None and story.finished <= promised and not story.declined
                story.rating = chance.choices((3, 2, 1), (62, 33, 5) if good else (15, 40, 45))[0]


def _iso(minutes: int) -> str:
    return instant_of(minutes).isoformat()
