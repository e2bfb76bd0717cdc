"""Whatever an address asks of the pages, they answer: a picture and a word, never a fault."""

import httpx
import pytest

ASKED = [
    "", "text=", "text=%20%20", "text=%00%ff", "text=%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7", "hidden=0",
    "hidden=32&text=abc", "scale=1e6&text=abc", "vectors=1,0;0,5,-1", "vectors=1,2;3,4",
    "cell=zzz", "model=zzz", "seed=abc", "unit=9", "at=99999", "at=-3", "overrides=f:2:1:1",
    "overrides=zzz", "changes=zzz", "changes=token:2:A,weight:W_f:0:3:1.5", "changes=seed:8",
    "changes=state:c:0:1e300",
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("page", ["lab", "gradients", "compare", "train"])
def test_a_page_answers_whatever_its_address_asks(address, page, asked):
    answer = httpx.get(f"{address}/es/{page}?{asked}", timeout=30)
    assert answer.status_code == 200
    assert "</html>" in answer.text
