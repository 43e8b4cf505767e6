"""Of many who add one key at the same moment, one is told that they did."""

import threading

import pytest

from config.file_cache import OneAtATimeFileCache

TOGETHER, ROUNDS = 8, 100


@pytest.fixture
def cache(tmp_path):
    return OneAtATimeFileCache(tmp_path / "cache", {})


def winners(cache, key):
    """Let many add ``key`` at once; return who was told that they added it."""
    barrier, won = threading.Barrier(TOGETHER), []

    def contend(number):
        barrier.wait(10)
        if cache.add(key, number, timeout=30):
            won.append(number)

    threads = [threading.Thread(target=contend, args=(number,)) for number in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return won


def test_one_of_many_adds_a_key(cache):
    for round_ in range(ROUNDS):
        [winner] = winners(cache, f"key-{round_}")

        assert cache.get(f"key-{round_}") == winner


def test_one_of_many_adds_a_key_that_has_run_out(cache):
    for round_ in range(ROUNDS):
        cache.set(f"key-{round_}", "old", timeout=0)
        [winner] = winners(cache, f"key-{round_}")

        assert cache.get(f"key-{round_}") == winner


def test_what_is_there_stays(cache):
    cache.set("key", "first")

    assert cache.add("key", "second") is False
    assert cache.get("key") == "first"


def test_the_lock_is_no_entry(cache):
    cache.add("key", "value")
    cache.clear()

    assert cache.add("key", "value") is True
