"""The catalogue of jobs and the words that name them."""

from __future__ import annotations

from yuanmeng.core.labour.catalogue import CERTIFICATES, found, jobs
from yuanmeng.core.matching import rules


def test_every_job_is_whole() -> None:
    assert len(jobs()) == 127
    assert len({job.name for job in jobs().values()}) == len(jobs())
    for job in jobs().values():
        assert job.name
        assert job.english
        assert 1 <= job.weight <= 4
        assert set(job.certificates) <= set(CERTIFICATES)


def test_the_engine_knows_the_certificates_by_the_same_keys() -> None:
    assert {one.key for one in rules.CERTIFICATES} <= set(CERTIFICATES)


def test_food_posts_need_the_health_certificate() -> None:
    assert jobs()[1105].certificates == ("food_health",)
    assert jobs()[2118].certificates == ("welding",)
    assert CERTIFICATES["food_health"].basis == "食品安全法第四十五条"


def test_the_longest_word_wins_and_each_stretch_counts_once() -> None:
    assert found("食品包装工") == [(1102, "食品包装工")]
    assert found("急招电焊工、叉车司机") == [(2118, "电焊工"), (2133, "叉车"), (3105, "司机")]
    assert found("CNC 操作") == [(2111, "CNC")]
    assert found("天气很好") == []
