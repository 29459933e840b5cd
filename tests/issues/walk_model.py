"""An independent model of how a problem moves: the rules typed in a second time, the calendar too."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

ONE = dt.timedelta(days=1)
OFF = {
    "01-01", "01-02", "01-03", *(f"02-{day}" for day in range(15, 24)), "04-04", "04-05", "04-06",
    *(f"05-0{day}" for day in range(1, 6)), "06-19", "06-20", "06-21", "09-25", "09-26", "09-27",
    *(f"10-0{day}" for day in range(1, 8)),
}  # fmt: skip
MOVED = {"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}
"""2026 (CAL-02): days off and weekend days worked."""
OFFICERS = {"officer", "officer2"}
UNITS = {"economy", "market", "power"}
OPEN = {"raised", "accepted", "dispatched", "objected", "in_hand", "consultation", "paused", "answered"}


def works(day: dt.date) -> bool:
    """Whether offices work."""
    text = f"{day:%m-%d}"
    return text in MOVED or (text not in OFF and day.weekday() < 5)


def last_day(received: dt.date, days: int, still: list[tuple[dt.date, dt.date]]) -> dt.date:
    """The last of so many working days after the receipt, which on a day off is the next working day."""
    day = received
    while not works(day):
        day += ONE
    while days:
        day += ONE
        days -= works(day) and not any(first <= day < last for first, last in still)
    return day


@dataclass
class Finish:
    """The clock to finish."""

    began: dt.date
    amount: int
    extra: int = 0
    asked: int = 0
    ask: str = ""
    running: bool = True


@dataclass
class Model:
    """What is known of one problem. `try_` gives "denied", "illegal" or "ok", and moves when ok."""

    today: dt.date
    state: str = "raised"
    lead: str = ""
    first: str = ""
    handler: str = ""
    bounced: bool = False
    level: int = 0
    reopened: int = 0
    review: dt.date | None = None
    closed: dt.date | None = None
    due: dt.date | None = None
    clock: Finish = field(init=False)
    window: dt.date | None = None
    parts: dict[str, str] = field(default_factory=dict)
    seats: tuple[str, ...] = ()
    still: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    paused: dt.date | None = None
    outcome: str = ""
    promised: dt.date | None = None
    attempts: list[dt.date] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._begin(15)

    def _begin(self, amount: int) -> None:
        self.clock = Finish(self.today, amount)
        self._count([])

    def _count(self, still: list[tuple[dt.date, dt.date]] | None = None) -> None:
        spans = self.still if still is None else still
        self.due = last_day(self.clock.began, self.clock.amount + self.clock.extra, spans)

    def may(self, who: str, verb: str) -> bool:
        """Who may, by role and share."""
        of_lead = who in UNITS and who == self.lead
        work, staff = who == self.handler or of_lead, who in OFFICERS
        rules = {
            **dict.fromkeys(("accept", "refer", "at_once", "dispatch", "recall", "rule", "pause", "resume"), staff),
            **dict.fromkeys(("take_on", "object"), of_lead),
            **dict.fromkeys(("report", "reassign", "join", "ask", "answer", "retract"), work),
            "opine": who in self.parts,
            "call": staff or who == "leader" or work,
            "position": self.state == "consultation" and who in self.seats,
            "decide": staff or who == "leader",
            "grant": who == "leader",
            "escalate": staff or who in {"leader", "firm"} or work,
            **dict.fromkeys(("follow_up", "renew_link"), staff and who != self.handler),
            **dict.fromkeys(("confirm", "reopen", "withdraw"), who == "firm"),
            "bring_back": True,
        }
        return rules[verb]

    def try_(self, who: str, verb: str, choice: int) -> str:
        """Predict and move."""
        if not self.may(who, verb):
            return "denied"
        return "ok" if getattr(self, f"do_{verb}")(who, choice) else "illegal"

    def do_accept(self, who: str, _choice: int) -> bool:
        return self._goes({"raised"}, "accepted")

    def do_refer(self, who: str, _choice: int) -> bool:
        if not self._goes({"raised", "accepted"}, "referred"):
            return False
        self._close()
        self.due = None
        return True

    def do_at_once(self, who: str, choice: int) -> bool:
        if not self._goes({"raised", "accepted"}, "answered"):
            return False
        self.handler = who
        return self._answered(choice)

    def do_dispatch(self, who: str, choice: int) -> bool:
        if not self._goes({"accepted"}, "dispatched"):
            return False
        self.lead = ("economy", "market")[choice % 2]
        self.first = self.first or self.lead
        if not self.bounced:
            self.window = last_day(self.today, 2, [])
        if choice % 3 == 0:
            self.parts["power"] = "asked"
        return True

    def do_recall(self, who: str, _choice: int) -> bool:
        if not self._goes({"dispatched"}, "accepted"):
            return False
        self.lead, self.first = "", self.first if self.bounced else ""
        return self._release()

    def do_object(self, who: str, _choice: int) -> bool:
        if self.state != "dispatched" or self.bounced or self.window is None or self.today > self.window:
            return False
        self.state, self.bounced = "objected", True
        return True

    def do_rule(self, who: str, choice: int) -> bool:
        if self.state != "objected":
            return False
        self.state = "dispatched" if choice % 2 else "accepted"
        if choice % 2 == 0:
            self.lead = self.first = ""
            self._release()
        return True

    def do_take_on(self, who: str, _choice: int) -> bool:
        self.handler = who if self.state == "dispatched" else self.handler
        return self._goes({"dispatched"}, "in_hand")

    def do_report(self, who: str, _choice: int) -> bool:
        return self.state == "in_hand"

    def do_reassign(self, who: str, _choice: int) -> bool:
        if self.state != "in_hand" or who != self.lead:
            return False
        self.handler = who
        return True

    def do_join(self, who: str, choice: int) -> bool:
        unit = sorted(UNITS)[choice % 3]
        if unit == self.lead or self.parts.get(unit, "released") != "released":
            return False
        if self.state not in {"dispatched", "in_hand"}:
            return False
        self.parts[unit] = "asked"
        return True

    def do_opine(self, who: str, _choice: int) -> bool:
        if self.parts[who] == "released" or self.state not in {"dispatched", "in_hand", "consultation", "paused"}:
            return False
        self.parts[who] = "given"
        return True

    def do_pause(self, who: str, _choice: int) -> bool:
        if not self._goes({"in_hand"}, "paused"):
            return False
        self.paused = self.today
        return True

    def do_resume(self, who: str, _choice: int) -> bool:
        return self._goes({"paused"}, "in_hand") and self._go_on()

    def _go_on(self) -> bool:
        if self.paused:
            self.still.append((self.paused, self.today))
        self.paused = None
        if self.clock.running:
            self._count()
        return True

    def do_ask(self, who: str, choice: int) -> bool:
        days = choice % 20
        if self.state != "in_hand" or not self.clock.running or self.clock.ask or not 1 <= days <= 15:
            return False
        if self.due is None or self.today > self.due:
            return False
        self.clock.ask, self.clock.asked = "asked", days
        return True

    def do_grant(self, who: str, choice: int) -> bool:
        if self.state != "in_hand" or not self.clock.running or self.clock.ask != "asked":
            return False
        self.clock.ask = "refused" if choice % 2 else "granted"
        if choice % 2 == 0:
            self.clock.extra += self.clock.asked
            self._count()
        return True

    def do_escalate(self, who: str, _choice: int) -> bool:
        if self.level >= 4 or self.state not in {"accepted", "dispatched", "in_hand", "paused"}:
            return False
        self.level += 1
        return True

    def do_call(self, who: str, choice: int) -> bool:
        if not self._goes({"in_hand", "paused"}, "consultation"):
            return False
        self.seats = ("economy", "power") if choice % 2 else ("market", "power")
        self.level = max(self.level, 2)
        self.paused = self.paused or self.today
        return True

    def do_position(self, who: str, _choice: int) -> bool:
        return True

    def do_decide(self, who: str, choice: int) -> bool:
        lead = ("economy", "market", "power")[choice % 3]
        if self.state != "consultation" or (lead != self.lead and lead not in self.seats):
            return False
        self.state = "in_hand"
        if lead != self.lead:
            self.lead, self.handler = lead, ""
        self.clock.running = False
        self._go_on()
        self._begin(1 + choice % 20)
        return True

    def do_answer(self, who: str, choice: int) -> bool:
        return self._goes({"in_hand"}, "answered") and self._answered(choice)

    def _answered(self, choice: int) -> bool:
        self.outcome = ("solved", "explained", "carried_over")[choice % 3]
        self.promised = self.today + dt.timedelta(days=20)
        self.attempts, self.clock.running = [], False
        return self._release()

    def do_retract(self, who: str, _choice: int) -> bool:
        if not self._goes({"answered"}, "in_hand" if self.lead else "accepted"):
            return False
        self.clock.running = True
        return True

    def do_confirm(self, who: str, choice: int) -> bool:
        if self.state != "answered":
            return False
        if choice % 2:
            return self._again()
        self.state = self.outcome
        self.review = self.promised if self.outcome == "carried_over" else self.review
        return self._close()

    def do_follow_up(self, who: str, choice: int) -> bool:
        if self.state != "answered" or self.today in self.attempts:
            return False
        self.attempts.append(self.today)
        if choice % 3 == 2:
            return self._again()
        if len(self.attempts) >= 2:
            self.state = "unconfirmed"
            return self._close()
        return True

    def do_renew_link(self, who: str, _choice: int) -> bool:
        return self.state == "answered"

    def do_withdraw(self, who: str, _choice: int) -> bool:
        if not self._goes(OPEN, "withdrawn"):
            return False
        self.due = None
        self._release()
        return self._close()

    def do_reopen(self, who: str, _choice: int) -> bool:
        if self.state in OPEN or self.state == "withdrawn" or self.closed is None:
            return False
        return (self.today - self.closed).days <= 180 and self._again()

    def do_bring_back(self, who: str, _choice: int) -> bool:
        due = self.state == "carried_over" and self.review is not None and self.review <= self.today
        return due and self._again()

    def _goes(self, before: set[str], after: str) -> bool:
        if self.state not in before:
            return False
        self.state = after
        return True

    def _again(self) -> bool:
        self.state = "in_hand" if self.lead else "accepted"
        self.closed = self.review = None
        self.reopened += 1
        self._begin(15)
        return True

    def _close(self) -> bool:
        self.closed, self.clock.running = self.today, False
        return True

    def _release(self) -> bool:
        self.parts = {unit: "released" if state == "asked" else state for unit, state in self.parts.items()}
        return True
