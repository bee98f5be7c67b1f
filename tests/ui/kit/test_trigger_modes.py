"""What becomes of a move that comes while the answer to the one before is being made."""

from __future__ import annotations


def test_no_move_of_a_control_is_left_without_its_answer(models, build_page):
    """ "once" would drop it, and the picture would stay behind the slider. "always_last" answers the newest of those
    that wait, and "multiple" answers each."""
    handlers = build_page().fns.values()
    moved = [handler for handler in handlers if {event for _, event in handler.targets} == {"input"}]
    assert len(moved) > 10
    dropping = {handler.name for handler in moved if handler.trigger_mode not in ("always_last", "multiple")}
    assert dropping == set()


def test_a_drag_is_answered_where_it_ends_and_not_all_the_way(models, build_page):
    """A slider sends its values faster than pictures are made: only the newest of those that wait is drawn."""
    handlers = [handler for handler in build_page().fns.values() if handler.concurrency_id == "model"]
    modes = [handler.trigger_mode for handler in handlers if {event for _, event in handler.targets} == {"input"}]
    assert modes.count("always_last") > len(modes) / 2
