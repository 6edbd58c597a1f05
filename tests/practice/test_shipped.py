"""Every scenario that ships is played over HTTP without a script: to its goal, and into each of its traps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.scenarios.playing import NotAWay, longer, replay
from learning.scenarios.walking import right_history, right_way, walk
from tests.practice.conftest import published
from tests.practice.hands import Hand
from tests.practice.shipped import FILES, SLUGS, package_of, scenario_named

EVERY = pytest.mark.parametrize("slug", SLUGS)


def ways_into_wrong_taps(slug: str) -> list[str]:
    """For each wrong tap a history that ends with it."""
    scenario = scenario_named(slug)
    reached, waiting, found = {}, [""], {}
    while waiting:
        history = waiting.pop(0)
        play = replay(scenario, history)
        if play.place in reached or play.finished:
            continue
        reached[play.place] = history
        for _, taps in play.elements:
            for number, tap in taps:
                further = longer(history, str(number))
                if tap.wrong:
                    found.setdefault((play.screen.id, number), further)
                else:
                    waiting.append(further)
    return list(found.values())


def test_there_are_enough_and_their_names_are_their_own():
    assert len(FILES) == len({path.name for path in FILES.values()}) >= 8
    assert {scenario_named(slug).kind for slug in SLUGS} == {"guide", "scam", "genuine"}


@EVERY
def test_it_is_played_to_its_goal(app, client, slug):
    published(slug)
    hand = Hand(client, slug)
    hand.follow(right_history(scenario_named(slug)))
    assert hand.status == 200 and "Bà con đã tới đích!" in hand.html
    assert (
        f"<b>{len(right_way(scenario_named(slug)))}</b> lần bấm" in hand.html and "<b>0</b> lần bấm chưa" in hand.html
    )


@EVERY
def test_every_trap_explains_itself_and_lets_go(app, client, slug):
    found = published(slug)
    for history in ways_into_wrong_taps(slug):
        hand = Hand(client, slug)
        hand.follow(history)
        said = replay(found.scenario, history)
        assert (said.place.trap or said.said) in hand.alert
        if said.place.trap:
            before = replay(found.scenario, history.rpartition("-")[0]).screen
            hand.press("q")
            assert f'tabindex="-1">{before.title}</h2>' in hand.html


@EVERY
def test_no_finger_can_get_lost(slug):
    scenario = scenario_named(slug)
    walked = walk(scenario)
    assert walked.screens == {screen.id for screen in scenario.screens} and not walked.stuck()


@EVERY
def test_there_is_something_to_get_wrong(slug):
    assert len(ways_into_wrong_taps(slug)) >= 2


@EVERY
def test_every_screen_says_that_it_is_for_practice(app, client, slug):
    published(slug)
    hand = Hand(client, slug)
    for token in right_history(scenario_named(slug)).split("-"):
        assert "MÀN HÌNH TẬP" in hand.html and "Sai không mất gì" in hand.html and 'value="g"' in hand.html
        hand.press("g")
        assert replay(scenario_named(slug), hand.history or "g").screen.hint and "Gợi ý:</b>" in hand.html
        hand.follow(token)


@EVERY
def test_the_comic_strip_shows_each_step(app, client, slug):
    published(slug)
    html = client.get(f"/dien-thoai-tap/{slug}/in").get_data(as_text=True)
    assert html.count("comic-screen") == len(right_way(scenario_named(slug)))


@EVERY
def test_it_leads_back_to_a_lesson(slug):
    assert scenario_named(slug).lesson in {lesson.slug for lesson in package_of(slug).lessons}


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(["1", "2", "3", "4", "g", "q"])).map("-".join)))
def test_whatever_stands_in_the_address_is_a_way_or_none(history):
    try:
        play = replay(scenario_named("goi-gia-cong-an"), history)
    except NotAWay:
        return
    assert 0 <= play.wrong <= play.steps <= len(history) and play.hints <= history.count("g")


@pytest.mark.parametrize(
    "history", ["99", "0", "x", "q", "g-q", "1-1-1-1", "-", "1--1", "²", "g-" * 151 + "g", "1" * 5000]
)
def test_a_way_that_no_finger_went_is_no_way(history):
    with pytest.raises(NotAWay):
        replay(scenario_named("goi-gia-cong-an"), history)
