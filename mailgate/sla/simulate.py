"""What would policies, calendars and plans have done with this story?"""

from dataclasses import dataclass, replace

from mailgate.errors import ConfigError, Fault
from mailgate.sla.localtime import localised
from mailgate.sla.plan import BUILT_IN
from mailgate.sla.play import Line, Play, World, calendar_name
from mailgate.sla.story import Story
from mailgate.sla.timer import Timer


@dataclass(frozen=True)
class Outcome:
    """All that happened, in order, and the timers as they stand at the end."""

    zone: str
    lines: tuple[Line, ...]
    timers: tuple[Timer, ...]


def simulate(story: Story, world: World, file: str) -> Outcome:
    """Plays the story to its end, or until every deadline that is set has passed.

    Raises `ConfigError` when the story names a calendar that is not there, and `NoWorkingTime` as `due` does.
    """
    here = World(
        {**world.calendars, **story.calendars},
        (*story.policies, *world.policies),
        {**BUILT_IN, **world.plans, **story.plans},
        world.calendar_of,
    )
    name = calendar_name(story.ticket, here)
    if name not in here.calendars:
        names = ", ".join(sorted(here.calendars))
        problem = f'no calendar is named "{name}"' if name else "no calendar is known for this ticket"
        raise ConfigError([Fault(file, "ticket.calendar", problem, f"write one of {names}")])
    zone = story.zone or here.calendars[name].zone
    play = Play(here, dict(story.ticket))
    scenes = sorted((replace(s, at=localised(s.at, zone)) for s in story.scenes), key=lambda s: s.at)
    for scene in scenes:
        play.until(scene.at)
        play.scene(scene)
    end = localised(story.until, zone) if story.until is not None else None
    play.until(end or play.last_moment(scenes[-1].at))
    return Outcome(zone, tuple(play.lines), play.clocks.timers)
