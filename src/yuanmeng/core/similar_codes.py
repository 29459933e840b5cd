"""Credit codes that one slip of the hand turns into each other (ENT-01)."""

from __future__ import annotations

from yuanmeng.core.uscc import ALPHABET

_LOOK_ALIKES = str.maketrans("OQDILZSBGV", "000112586U")


def look_folded(code: str) -> str:
    """The code with look-alikes levelled: O Q D to 0, I L to 1, Z to 2, S to 5, B to 8, G to 6, V to U."""
    return code.upper().translate(_LOOK_ALIKES)


def slips(code: str) -> set[str]:
    """Every code that differs from this one in one character, or by two neighbours exchanged."""
    wrong = {code[:i] + other + code[i + 1 :] for i in range(len(code)) for other in ALPHABET}
    swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)}
    return (wrong | swapped) - {code}


def one_slip(first: str, second: str) -> bool:
    """Whether one wrong character or one exchange of neighbours lies between two codes of one length."""
    apart = [i for i, (mine, theirs) in enumerate(zip(first, second, strict=False)) if mine != theirs]
    if len(first) != len(second) or not apart:
        return False
    if len(apart) == 1:
        return True
    i, j = apart[0], apart[-1]
    return len(apart) == 2 and j == i + 1 and (first[i], first[j]) == (second[j], second[i])
